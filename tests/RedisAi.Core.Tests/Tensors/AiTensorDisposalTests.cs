using RedisAi.Tensors;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests;

public sealed class AiTensorDisposalTests
{
    public static TheoryData<string, Action<AiTensor>> Members => new()
    {
        { "AsSpan", static tensor => tensor.AsSpan<float>() },
        { "AsTensorSpan", static tensor => tensor.AsTensorSpan<float>() },
        { "AsBytes", static tensor => tensor.AsBytes() },
        { "CopyBytesTo", static tensor => tensor.CopyBytesTo(new byte[100]) },
        { "ToArray", static tensor => tensor.ToArray<float>() },
        { "ToTensor", static tensor => tensor.ToTensor<float>() },
        { "AsStrings", static tensor => tensor.AsStrings() },
        { "Reshape", static tensor => tensor.Reshape([4]) },
        { "Slice", static tensor => tensor.Slice(0, 1) },
        { "Share", static tensor => tensor.Share() },
        { "ConvertTo", static tensor => tensor.ConvertTo(TensorDataType.Int32) },
        { "ConvertTo the same", static tensor => tensor.ConvertTo(TensorDataType.Float32) },
        { "ContentEquals", static tensor => tensor.ContentEquals(tensor) },
        { "Format", static tensor => tensor.Format() },
        { "Take", static tensor => tensor.Take() },
        { "Concat", static tensor => AiTensor.Concat([tensor]) },
        { "Borrow", static tensor => tensor.Borrow() },
        { "Lease", static tensor => tensor.Lease() },
    };

    [Theory]
    [MemberData(nameof(Members), DisableDiscoveryEnumeration = true)]
    public void Disposed_tensor_refuses_every_access(string member, Action<AiTensor> access)
    {
        AiTensor tensor = AiTensor.Create<float>([2, 2], [1, 2, 3, 4]);
        tensor.Dispose();

        Exception? error = Record.Exception(() => access(tensor));

        Assert.True(error is ObjectDisposedException, $"{member}: {error}");
    }

    [Theory]
    [MemberData(nameof(Members), DisableDiscoveryEnumeration = true)]
    public void Disposed_tensor_refuses_every_access_also_when_its_memory_serves_another(string member, Action<AiTensor> access)
    {
        AiTensor tensor = AiTensor.Create<float>([2, 2], [1, 2, 3, 4]);
        tensor.Dispose();
        using AiTensor next = AiTensor.Create<float>([2, 2], [5, 6, 7, 8]);

        Exception? error = Record.Exception(() => access(tensor));

        Assert.True(error is ObjectDisposedException, $"{member}: {error}");
        Assert.Equal([5, 6, 7, 8], next.ToArray<float>());
    }

    [Theory]
    [MemberData(nameof(Members), DisableDiscoveryEnumeration = true)]
    public void Every_access_to_a_disposed_tensor_says_the_same(string member, Action<AiTensor> access)
    {
        AiTensor tensor = AiTensor.Create<float>([2, 2], [1, 2, 3, 4]);
        tensor.Dispose();

        ObjectDisposedException error = Assert.Throws<ObjectDisposedException>(() => access(tensor));

        Assert.Equal("AiTensor", error.ObjectName);
        Assert.True(error.Message.StartsWith("The tensor Float32[2,2] was disposed.", StringComparison.Ordinal), $"{member}: {error.Message}");
    }

    [Fact]
    public void Disposed_tensor_still_says_what_it_was()
    {
        AiTensor tensor = AiTensor.Create<float>([2, 2], [1, 2, 3, 4]);

        tensor.Dispose();

        Assert.Equal("Float32[2,2]", tensor.ToString());
        Assert.Equal(4, tensor.ElementCount);
    }

    [Fact]
    public void Disposing_twice_releases_once()
    {
        AiTensor tensor = AiTensor.Create<float>([2], [1, 2]);
        using AiTensor shared = tensor.Share();

        tensor.Dispose();
        tensor.Dispose();

        Assert.Equal([1, 2], shared.ToArray<float>());
    }

    [Fact]
    public void Of_two_threads_that_take_one_over_at_once_one_gets_it()
    {
        AiTensor[] tensors = [.. Enumerable.Range(0, 50_000).Select(static number => AiTensor.Scalar((long)number))];
        int[] taken = new int[2];

        int steps = Threads.RunInStep(taken.Length, tensors.Length, (thread, step) =>
        {
            if (tensors[step].TryTake(out TensorValue value))
            {
                taken[thread]++;
                value.Release();
            }
        });

        Assert.Equal(steps, taken.Sum());
        Array.ForEach(tensors[steps..], static tensor => tensor.Dispose());
    }
}
