using FsCheck;
using FsCheck.Fluent;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests;

public sealed class AiTensorConcatTests
{
    /// <summary>A common shape, an axis of it, and the lengths of the parts along that axis.</summary>
    private static readonly Gen<(long[] Shape, int Axis, int[] Parts)> s_cases =
        from rank in Gen.Choose(1, 4)
        from shape in Gen.Choose(0, 4).Select(static length => (long)length).ArrayOf(rank)
        from axis in Gen.Choose(0, rank - 1)
        from count in Gen.Choose(1, 4)
        from parts in Gen.Choose(0, 3).ArrayOf(count)
        select (shape, axis, parts);

    [Fact]
    public void Joined_elements_are_where_their_coordinates_say() => Properties.Hold(s_cases, static one =>
    {
        long[][] shapes = [.. one.Parts.Select(part => With(one.Shape, one.Axis, part))];
        AiTensor[] tensors = [.. shapes.Select(static (shape, part) => Create(shape, part))];

        using AiTensor joined = AiTensor.Concat(tensors, one.Axis);
        using AiTensor counted = AiTensor.Concat(tensors, one.Axis - one.Shape.Length);

        Assert.Equal(With(one.Shape, one.Axis, one.Parts.Sum()), joined.Shape.Dimensions.ToArray());
        Assert.Equal(Reference(tensors, shapes, one.Axis), joined.ToArray<int>());
        Assert.Equal(joined.ToArray<int>(), counted.ToArray<int>());
        DisposeAll(tensors);
    });

    [Fact]
    public void Joined_strings_are_where_their_coordinates_say() => Properties.Hold(s_cases, static one =>
    {
        long[][] shapes = [.. one.Parts.Select(part => With(one.Shape, one.Axis, part))];
        AiTensor[] tensors = [.. shapes.Select(static (shape, part) => Create(shape, part))];
        AiTensor[] texts = [.. tensors.Select(static tensor =>
            AiTensor.CreateStrings(tensor.Shape.Dimensions, [.. tensor.ToArray<int>().Select(static number => $"{number}")]))];

        using AiTensor joined = AiTensor.Concat(texts, one.Axis);

        Assert.Equal(Reference(tensors, shapes, one.Axis).Select(static number => $"{number}"), joined.AsStrings().ToArray());
        DisposeAll(tensors);
        DisposeAll(texts);
    });

    [Fact]
    public void Views_are_joined_by_what_they_show()
    {
        using AiTensor tensor = AiTensor.Create<int>([3, 2], [1, 2, 3, 4, 5, 6]);
        using AiTensor first = tensor.Slice(0, 1);
        using AiTensor last = tensor.Slice(2, 1);

        using AiTensor rows = AiTensor.Concat([last, first]);
        using AiTensor columns = AiTensor.Concat([last, first], axis: 1);

        Assert.Equal([5, 6, 1, 2], rows.ToArray<int>());
        Assert.Equal([1, 4], columns.Shape.Dimensions.ToArray());
    }

    [Fact]
    public void Nothing_cannot_be_joined()
    {
        Assert.Throws<ArgumentException>(() => AiTensor.Concat([]));
    }

    [Fact]
    public void Tensors_that_do_not_fit_are_named()
    {
        using AiTensor left = AiTensor.Create<int>([2, 3], new int[6]);
        using AiTensor right = AiTensor.Create<int>([2, 4], new int[8]);
        using AiTensor other = AiTensor.Create<float>([2, 3], new float[6]);
        using AiTensor flat = AiTensor.Create<int>([6], new int[6]);

        ArgumentException shapes = Assert.Throws<ArgumentException>(() => AiTensor.Concat([left, right]));
        ArgumentException types = Assert.Throws<ArgumentException>(() => AiTensor.Concat([left, other]));

        Assert.Contains("Int32[2,3] and Int32[2,4] cannot be joined along axis 0.", shapes.Message, StringComparison.Ordinal);
        Assert.Contains("Int32[2,3] and Float32[2,3] cannot be joined along axis 0.", types.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => AiTensor.Concat([left, flat]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-3)]
    public void Axis_that_is_not_there_is_refused(int axis)
    {
        using AiTensor tensor = AiTensor.Create<int>([2, 3], new int[6]);

        Assert.Throws<ArgumentOutOfRangeException>(() => AiTensor.Concat([tensor], axis));
    }

    [Fact]
    public void Scalars_cannot_be_joined()
    {
        using AiTensor scalar = AiTensor.Scalar(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => AiTensor.Concat([scalar, scalar]));
    }

    [Fact]
    public void Missing_tensor_is_refused()
    {
        using AiTensor tensor = AiTensor.Create<int>([1], [1]);

        Assert.ThrowsAny<ArgumentException>(() => AiTensor.Concat([null!, tensor]));
        Assert.ThrowsAny<ArgumentException>(() => AiTensor.Concat([tensor, null!]));
    }

    [Fact]
    public void Disposed_tensor_is_refused()
    {
        using AiTensor tensor = AiTensor.Create<int>([1], [1]);
        AiTensor disposed = AiTensor.Create<int>([1], [1]);
        disposed.Dispose();

        Assert.Throws<ObjectDisposedException>(() => AiTensor.Concat([tensor, disposed]));
    }

    /// <summary>Counts through all coordinates of the result and looks each up in the part that it falls into.</summary>
    private static List<int> Reference(AiTensor[] tensors, long[][] shapes, int axis)
    {
        long[] joined = With(shapes[0], axis, shapes.Sum(shape => shape[axis]));
        List<int> elements = [];
        for (long flat = 0; flat < joined.Aggregate(1L, static (product, length) => product * length); flat++)
        {
            long[] at = Coordinates(flat, joined);
            int part = 0;
            while (at[axis] >= shapes[part][axis])
            {
                at[axis] -= shapes[part++][axis];
            }

            long index = 0;
            for (int i = 0; i < at.Length; i++)
            {
                index = (index * shapes[part][i]) + at[i];
            }

            elements.Add(tensors[part].AsSpan<int>()[(int)index]);
        }

        return elements;
    }

    private static long[] Coordinates(long flat, long[] shape)
    {
        long[] at = new long[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            (flat, at[axis]) = Math.DivRem(flat, shape[axis]);
        }

        return at;
    }

    private static long[] With(long[] shape, int axis, long length)
    {
        long[] changed = [.. shape];
        changed[axis] = length;
        return changed;
    }

    private static AiTensor Create(long[] shape, int part) => AiTensor.Create<int, int>(shape, part, static (span, number) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = (number * 1000) + i;
        }
    });

    private static void DisposeAll(AiTensor[] tensors) => Array.ForEach(tensors, static tensor => tensor.Dispose());
}
