using RedisAi.Tensors;
using RedisAi.Tensors.Memory;
using Xunit;

namespace RedisAi.Tests.Tensors.Memory;

public sealed class NativeBufferTests
{
    private const long Length = 2_300_000_000;

    [Fact]
    public unsafe void Tensor_larger_than_any_array_is_read_by_tensor_spans_and_slices()
    {
        Assert.SkipWhen(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < 3 * Length, "It takes 2.3 GB of address space, and this machine has little memory.");
        TensorValue value = TensorValue.Allocate(TensorDataType.UInt8, TensorShape.Create(Length / 100, 100));
        ((byte*)value.Pointer)[Length - 1] = 42;

        using AiTensor tensor = new(value);
        using AiTensor lastRow = tensor.Slice((Length / 100) - 1, 1);

        Assert.IsType<NativeBuffer>(value.Buffer);
        Assert.Equal(0, value.Pointer % 64);
        Assert.Equal(Length, tensor.ByteLength);
        Assert.Equal(42, lastRow.AsSpan<byte>()[99]);
        Assert.Equal(42, tensor.AsTensorSpan<byte>()[(nint)(Length / 100) - 1, 99]);
        Assert.Throws<OverflowException>(() => tensor.AsSpan<byte>().Length);
        Assert.Throws<OverflowException>(() => tensor.AsBytes().Length);
    }

    [Fact]
    public void Tensor_larger_than_a_span_cannot_be_filled_by_a_function_and_leaves_nothing_behind()
    {
        Assert.SkipWhen(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < 3 * Length, "It takes 2.3 GB of address space, and this machine has little memory.");

        Assert.Throws<OverflowException>(() => AiTensor.Create<byte>([Length], static _ => { }));
    }

    [Fact]
    public void Memory_is_freed_once_although_there_is_a_finalizer()
    {
        NativeBuffer buffer = NativeBuffer.Create(1000);

        buffer.Release();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.False(buffer.TryAddReference());
    }
}
