using RedisAi.Batching;
using RedisAi.Tensors;
using Xunit;

namespace RedisAi.Tests.Batching;

public sealed class ShapeBucketsTests
{
    private const int Remembered = 256;

    [Fact]
    public void One_shape_more_than_are_remembered_drops_the_one_that_was_used_longest_ago()
    {
        ShapeBuckets buckets = new(new RowLayout([0], [0]), []);
        ShapeBucket[] first = [.. Enumerable.Range(1, Remembered).Select(width => Of(buckets, width))];
        Assert.Same(first[0], Of(buckets, 1));

        Of(buckets, Remembered + 1);

        Assert.Equal(Remembered, buckets.All.Count);
        Assert.Contains(first[0], buckets.All);
        Assert.DoesNotContain(first[1], buckets.All);
        Assert.NotSame(first[1], Of(buckets, 2));
        buckets.Release();
    }

    [Fact]
    public void Shape_that_is_dropped_gives_its_shared_values_up()
    {
        using AiTensor shared = AiTensor.Create<float>([1], [7]);
        TensorValue values = shared.Borrow();
        ShapeBuckets buckets = new(new RowLayout([0, RowLayout.Shared], [0]), []);

        // With a reference of its own for each shape; [assembly: LeakCheck] finds those that are left.
        for (int width = 1; width <= 2 * Remembered; width++)
        {
            _ = buckets.Of([Rows(width), values]);
        }

        Assert.Equal(Remembered, buckets.All.Count);
        buckets.Release();
        Assert.Empty(buckets.All);
    }

    private static ShapeBucket Of(ShapeBuckets buckets, int width) => buckets.Of([Rows(width)]);

    /// <summary>Only type and shape of these are looked at.</summary>
    private static TensorValue Rows(int width) => new(null!, TensorDataType.Float32, TensorShape.Create([1, width]), 0);
}
