using Xunit;

namespace RedisAi.Tests;

public sealed class AiTensorViewTests
{
    [Fact]
    public void Reshaped_tensor_shares_the_memory()
    {
        using AiTensor tensor = Numbers(2, 6);

        using AiTensor reshaped = tensor.Reshape([3, 4]);

        Assert.Equal([3, 4], reshaped.Shape.Dimensions.ToArray());
        Assert.True(reshaped.AsSpan<int>() == tensor.AsSpan<int>());
    }

    [Theory]
    [InlineData(new long[] { -1 }, new long[] { 12 })]
    [InlineData(new long[] { -1, 4 }, new long[] { 3, 4 })]
    [InlineData(new long[] { 2, -1, 2 }, new long[] { 2, 3, 2 })]
    [InlineData(new long[] { 12, -1 }, new long[] { 12, 1 })]
    public void Length_of_minus_one_is_what_remains(long[] asked, long[] expected)
    {
        using AiTensor tensor = Numbers(3, 4);

        using AiTensor reshaped = tensor.Reshape(asked);

        Assert.Equal(expected, reshaped.Shape.Dimensions.ToArray());
    }

    [Theory]
    [InlineData(new long[] { 5 })]
    [InlineData(new long[] { -1, 5 })]
    [InlineData(new long[] { -1, -1 })]
    [InlineData(new long[] { -1, 0 })]
    [InlineData(new long[] { -2, 6 })]
    [InlineData(new long[] { })]
    public void Shape_of_other_elements_is_refused(long[] asked)
    {
        using AiTensor tensor = Numbers(3, 4);

        Assert.Throws<ArgumentException>(() => tensor.Reshape(asked).Dispose());
    }

    [Theory]
    [InlineData(new long[] { -1 }, new long[] { 0 })]
    [InlineData(new long[] { -1, 4 }, new long[] { 0, 4 })]
    [InlineData(new long[] { 7, 0 }, new long[] { 7, 0 })]
    public void Empty_tensor_takes_other_empty_shapes(long[] asked, long[] expected)
    {
        using AiTensor empty = Numbers(0, 4);

        using AiTensor reshaped = empty.Reshape(asked);

        Assert.Equal(expected, reshaped.Shape.Dimensions.ToArray());
    }

    [Fact]
    public void Scalar_and_one_element_have_each_others_shape()
    {
        using AiTensor scalar = AiTensor.Scalar(5);

        using AiTensor row = scalar.Reshape([1, 1]);
        using AiTensor back = row.Reshape([]);

        Assert.Equal(2, row.Rank);
        Assert.Equal(0, back.Rank);
        Assert.Equal([5], back.ToArray<int>());
    }

    [Fact]
    public void Slice_has_the_rows_asked_for()
    {
        using AiTensor tensor = Numbers(4, 3);

        using AiTensor middle = tensor.Slice(1, 2);

        Assert.Equal([2, 3], middle.Shape.Dimensions.ToArray());
        Assert.Equal([3, 4, 5, 6, 7, 8], middle.ToArray<int>());
        Assert.True(middle.AsSpan<int>() == tensor.AsSpan<int>()[3..9]);
    }

    [Fact]
    public void Slice_of_a_slice_counts_from_the_slice()
    {
        using AiTensor tensor = Numbers(5, 2);
        using AiTensor lower = tensor.Slice(2, 3);

        using AiTensor last = lower.Slice(2, 1);
        using AiTensor reshaped = last.Reshape([2, 1]);

        Assert.Equal([8, 9], reshaped.ToArray<int>());
    }

    [Fact]
    public void Slice_of_strings_has_the_rows_asked_for()
    {
        using AiTensor names = AiTensor.CreateStrings([3, 2], ["a", "b", "c", "d", "e", "f"]);

        using AiTensor last = names.Slice(1, 2);
        using AiTensor lastOfLast = last.Slice(1, 1);

        Assert.Equal(["c", "d", "e", "f"], last.AsStrings().ToArray());
        Assert.Equal(["e", "f"], lastOfLast.AsStrings().ToArray());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(4, 0)]
    public void Slice_may_be_empty(long start, long count)
    {
        using AiTensor tensor = Numbers(4, 3);

        using AiTensor none = tensor.Slice(start, count);

        Assert.Equal([0, 3], none.Shape.Dimensions.ToArray());
        Assert.True(none.AsSpan<int>().IsEmpty);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(5, 0)]
    [InlineData(0, 5)]
    [InlineData(3, 2)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MaxValue, 1)]
    public void Rows_that_are_not_there_are_refused(long start, long count)
    {
        using AiTensor tensor = Numbers(4, 3);

        Assert.Contains(
            $"from row {start} on are not in Int32[4,3], which has 4 rows.", Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Slice(start, count)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scalar_has_no_rows_to_slice()
    {
        using AiTensor scalar = AiTensor.Scalar(1);

        Assert.Throws<InvalidOperationException>(() => scalar.Slice(0, 1));
    }

    [Fact]
    public void Views_keep_the_memory_alive()
    {
        AiTensor tensor = Numbers(4, 4);
        using AiTensor slice = tensor.Slice(2, 2);
        using AiTensor reshaped = tensor.Reshape([16]);
        using AiTensor shared = tensor.Share();

        tensor.Dispose();
        using AiTensor other = AiTensor.Create<int>([4, 4], static span => span.Fill(-1));

        Assert.Equal([8, 9, 10, 11, 12, 13, 14, 15], slice.ToArray<int>());
        Assert.Equal(Enumerable.Range(0, 16), reshaped.ToArray<int>());
        Assert.Equal(Enumerable.Range(0, 16), shared.ToArray<int>());
    }

    private static AiTensor Numbers(params long[] shape) => AiTensor.Create<int>(shape, static span =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = i;
        }
    });
}
