using RedisAi.Models;
using Xunit;

namespace RedisAi.Tests.Models;

public sealed class OutputDifferenceTests
{
    [Fact]
    public void Numbers_of_each_type_are_as_far_apart_as_their_largest_difference()
    {
        Assert.Equal(2.5, LargestOf<float>([1, 2], [1, 4.5f]));
        Assert.Equal(2.5, LargestOf<double>([1, 2], [1, 4.5]));
        Assert.Equal(2.5, LargestOf([(Half)1, (Half)2], [(Half)1, (Half)4.5]));
        Assert.Equal(3, LargestOf<long>([5, -1], [5, 2]));
        Assert.Equal(3, LargestOf<int>([5, -1], [5, 2]));
    }

    [Fact]
    public void Numbers_of_the_other_types_are_equal_or_one_apart()
    {
        Assert.Equal(0, LargestOf<byte>([1, 2], [1, 2]));
        Assert.Equal(1, LargestOf<byte>([1, 2], [1, 200]));
    }

    [Fact]
    public void Something_that_is_no_number_equals_itself_and_is_one_apart_from_all_else()
    {
        Assert.Equal(0, LargestOf([float.NaN, float.PositiveInfinity], [float.NaN, float.PositiveInfinity]));
        Assert.Equal(1, LargestOf([float.NaN], [7]));
        Assert.Equal(1, LargestOf([float.NegativeInfinity], [float.PositiveInfinity]));
    }

    [Fact]
    public void Texts_are_equal_or_one_apart()
    {
        using AiTensor left = AiTensor.CreateStrings([2], ["a", "b"]);
        using AiTensor same = AiTensor.CreateStrings([2], ["a", "b"]);
        using AiTensor other = AiTensor.CreateStrings([2], ["a", "c"]);

        Assert.Equal(new OutputDifference(0, true), Compare(left, same));
        Assert.Equal(new OutputDifference(1, false), Compare(left, other));
    }

    [Fact]
    public void Outputs_of_other_numbers_types_and_shapes_cannot_be_compared()
    {
        using AiTensor tensor = AiTensor.Create<float>([2], [1, 2]);
        using AiTensor otherType = AiTensor.Create<int>([2], [1, 2]);
        using AiTensor otherShape = AiTensor.Create<float>([1, 2], [1, 2]);

        Assert.Null(Compare(tensor, otherType));
        Assert.Null(Compare(tensor, otherShape));
        Assert.Null(OutputDifference.Of([tensor.Borrow()], []));
        Assert.Null(OutputDifference.Of([tensor.Borrow()], [default]));
        Assert.Equal(new OutputDifference(0, true), OutputDifference.Of([default], [default]));
    }

    private static double LargestOf<T>(T[] left, T[] right)
        where T : unmanaged
    {
        using AiTensor one = AiTensor.Create<T>([left.Length], left);
        using AiTensor other = AiTensor.Create<T>([right.Length], right);
        return Compare(one, other)!.Largest;
    }

    private static OutputDifference? Compare(AiTensor left, AiTensor right) => OutputDifference.Of([left.Borrow()], [right.Borrow()]);
}
