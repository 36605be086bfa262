using FsCheck;
using FsCheck.Fluent;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests;

public sealed class TensorShapeTests
{
    private static readonly Gen<long[]> s_shapes = Gen.Choose(0, 9).Select(static length => (long)length).ArrayOf()
        .Where(static lengths => lengths.Length <= 8);

    [Fact]
    public void Scalar_has_no_axes_and_one_element()
    {
        TensorShape scalar = TensorShape.Scalar;

        Assert.Equal(0, scalar.Rank);
        Assert.Equal(1, scalar.ElementCount);
        Assert.Equal("[]", scalar.ToString());
        Assert.Equal(scalar, TensorShape.Create([]));
    }

    [Theory]
    [InlineData(new long[] { 2, 3 }, 6, "[2,3]")]
    [InlineData(new long[] { 0 }, 0, "[0]")]
    [InlineData(new long[] { 3, 0, 5 }, 0, "[3,0,5]")]
    [InlineData(new long[] { long.MaxValue }, long.MaxValue, "[9223372036854775807]")]
    [InlineData(new long[] { 1L << 31, 1L << 31 }, 1L << 62, "[2147483648,2147483648]")]
    public void Elements_are_the_product_of_the_lengths(long[] lengths, long elements, string text)
    {
        TensorShape shape = TensorShape.Create(lengths);

        Assert.Equal(elements, shape.ElementCount);
        Assert.Equal(text, shape.ToString());
    }

    [Theory]
    [InlineData(new long[] { -1 }, "[-1]")]
    [InlineData(new long[] { 2, -3, 4 }, "[2,-3,4]")]
    [InlineData(new long[] { 0, -1 }, "[0,-1]")]
    [InlineData(new long[] { long.MinValue }, "[-9223372036854775808]")]
    public void Negative_length_is_refused(long[] lengths, string text)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => TensorShape.Create(lengths));

        Assert.Contains($"The shape {text} has a negative length.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 1L << 32, 1L << 31 })]
    [InlineData(new long[] { long.MaxValue, 2 })]
    [InlineData(new long[] { long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue })]
    [InlineData(new long[] { 0, long.MaxValue, 2 })]
    [InlineData(new long[] { long.MaxValue, 2, 0 })]
    public void Product_beyond_64_bits_is_refused_even_beside_a_zero(long[] lengths)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => TensorShape.Create(lengths));

        Assert.Contains("more elements than a 64-bit number can count", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rank_is_limited()
    {
        long[] most = [.. Enumerable.Repeat(1L, TensorShape.MaxRank)];
        long[] tooMany = [.. Enumerable.Repeat(1L, TensorShape.MaxRank + 1)];

        Assert.Equal(TensorShape.MaxRank, TensorShape.Create(most).Rank);
        Assert.Throws<ArgumentException>(() => TensorShape.Create(tooMany));
    }

    [Fact]
    public void Shape_that_was_just_made_is_made_once()
    {
        TensorShape first = TensorShape.Create(3, 5, 7);

        TensorShape second = TensorShape.Create(3, 5, 7);

        Assert.Same(first, second);
    }

    [Fact]
    public void Shape_does_not_change_with_the_array_it_was_made_of()
    {
        long[] lengths = [4, 5];
        TensorShape shape = TensorShape.Create(lengths);

        lengths[0] = 9;

        Assert.Equal([4, 5], shape.Dimensions.ToArray());
        Assert.Equal([4, 5], TensorShape.Create(4, 5).Dimensions.ToArray());
    }

    [Fact]
    public void Shapes_that_share_a_place_in_the_cache_stay_apart()
    {
        // Ten times as many shapes as the cache has places, twice over.
        for (int round = 0; round < 2; round++)
        {
            for (long length = 0; length < 10_000; length++)
            {
                TensorShape shape = TensorShape.Create(length, 3);

                Assert.Equal([length, 3], shape.Dimensions.ToArray());
                Assert.Equal(length * 3, shape.ElementCount);
            }
        }
    }

    [Fact]
    public void Missing_axis_is_refused()
    {
        TensorShape shape = TensorShape.Create(2, 3);

        Assert.Throws<ArgumentOutOfRangeException>(() => shape[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => shape[-1]);
        Assert.StartsWith("There is no axis 2 of the shape [2,3]; it has 2 axes.", Assert.Throws<ArgumentOutOfRangeException>(() => shape[2]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Operators_compare_lengths_and_not_objects()
    {
        // So many that no cache keeps both objects of one shape.
        TensorShape[] shapes = [.. Enumerable.Range(0, 5000).Select(static length => TensorShape.Create(length, 3))];
        TensorShape[] again = [.. Enumerable.Range(0, 5000).Select(static length => TensorShape.Create(length, 3))];
        TensorShape? none = null;

        Assert.Contains(shapes.Zip(again), static pair => !ReferenceEquals(pair.First, pair.Second));
        Assert.All(shapes.Zip(again), static pair => Assert.True(pair.First == pair.Second && !(pair.First != pair.Second)));
        Assert.True(shapes[0] != shapes[1]);
        Assert.True(none == null && none != shapes[0] && shapes[0] != none);
    }

    [Fact]
    public void Lengths_are_gone_through()
    {
        List<long> lengths = [];
        foreach (long length in TensorShape.Create(2, 3))
        {
            lengths.Add(length);
        }

        ReadOnlySpan<long> span = TensorShape.Create(2, 3);

        Assert.Equal([2, 3], lengths);
        Assert.Equal([2, 3], span);
    }

    [Fact]
    public void Any_lengths_come_back_as_given() => Properties.Hold(s_shapes, static lengths =>
    {
        TensorShape shape = TensorShape.Create(lengths);

        Assert.Equal(lengths, shape.Dimensions.ToArray());
        Assert.Equal(lengths.Aggregate(1L, static (product, length) => product * length), shape.ElementCount);
        Assert.Equal(lengths.Length, shape.Rank);
    });

    [Fact]
    public void Shapes_are_equal_when_their_lengths_are() => Properties.Hold(Gen.Zip(s_shapes, s_shapes), static pair =>
    {
        (long[] left, long[] right) = (pair.Item1, pair.Item2);
        bool same = left.AsSpan().SequenceEqual(right);

        Assert.Equal(same, TensorShape.Create(left).Equals(TensorShape.Create(right)));
        Assert.True(TensorShape.Create(left).Equals((object)TensorShape.Create([.. left])));
        Assert.Equal(TensorShape.Create(left).GetHashCode(), TensorShape.Create([.. left]).GetHashCode());
        Assert.False(TensorShape.Create(left).Equals(null));
    });

    [Fact]
    public void Changing_one_axis_leaves_the_others() => Properties.Hold(
        Gen.Zip(s_shapes.Where(static lengths => lengths.Length > 0), Gen.Choose(0, 100)), static pair =>
        {
            (long[] lengths, int axis) = (pair.Item1, pair.Item2 % pair.Item1.Length);

            TensorShape changed = TensorShape.Create(lengths).WithAxis(axis, 11);

            long[] expected = [.. lengths];
            expected[axis] = 11;
            Assert.Equal(expected, changed.Dimensions.ToArray());
        });
}
