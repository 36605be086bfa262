using RedisAi.Tensors;
using Xunit;

namespace RedisAi.Tests.Store;

/// <summary>Tensors that take the place of others without a handle or a string of their key.</summary>
public sealed class StoreReplaceTests
{
    [Fact]
    public void Tensor_takes_the_place_of_another_for_good()
    {
        using StoreUnderTest test = new();
        using AiTensor before = AiTensor.Create<float>([2], [1, 2]);
        test.Store.Set("a", before, TimeSpan.FromSeconds(10));
        test.Store.Get("a", out long version)!.Dispose();

        Assert.True(test.Memory.TryReplace("a", Value(3, 4, 5)));

        using AiTensor? after = test.Store.Get("a", out long next);
        Assert.Equal([3, 4, 5], after!.ToArray<float>());
        Assert.True(next > version);
        Assert.Null(test.Store.GetTimeToLive("a"));
        Assert.Equal(12, test.Store.ByteLength);
    }

    [Fact]
    public void Absent_key_is_left_to_those_who_have_a_string_of_it()
    {
        using StoreUnderTest test = new();
        TensorValue value = Value(1);

        Assert.False(test.Memory.TryReplace("a", value));

        value.Release();
        Assert.Equal(0, test.Store.Count);
    }

    [Fact]
    public void Key_that_has_expired_is_absent()
    {
        using StoreUnderTest test = new();
        using AiTensor before = AiTensor.Create<float>([1], [1]);
        test.Store.Set("a", before, TimeSpan.FromSeconds(10));
        test.Time.Advance(TimeSpan.FromSeconds(10));
        TensorValue value = Value(1);

        Assert.False(test.Memory.TryReplace("a", value));

        value.Release();
    }

    [Fact]
    public void Store_with_a_budget_makes_room_elsewhere()
    {
        using StoreUnderTest test = new(maxBytes: 1000);
        using AiTensor before = AiTensor.Create<float>([1], [1]);
        test.Store.Set("a", before);
        TensorValue value = Value(1);

        Assert.False(test.Memory.TryReplace("a", value));

        value.Release();
    }

    [Fact]
    public void Small_part_of_a_large_tensor_is_copied()
    {
        using StoreUnderTest test = new();
        using AiTensor before = AiTensor.Create<float>([1], [1]);
        test.Store.Set("a", before);
        using AiTensor large = AiTensor.Create<float>([100_000]);
        using AiTensor part = large.Slice(0, 2);

        Assert.True(test.Memory.TryReplace("a", part.Lease()));

        Assert.Equal(8, test.Store.ByteLength);
    }

    private static TensorValue Value(params float[] elements)
    {
        TensorValue value = TensorValue.Allocate(TensorShape.Create(elements.Length), out Span<float> span);
        elements.CopyTo(span);
        return value;
    }
}
