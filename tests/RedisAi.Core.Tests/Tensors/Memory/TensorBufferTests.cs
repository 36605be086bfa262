using RedisAi.Tensors;
using RedisAi.Tensors.Memory;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Memory;

public sealed class TensorBufferTests
{
    [Fact]
    public void References_go_up_only_from_above_zero()
    {
        TensorBuffer buffer = ArrayBuffer.Create(100);

        Assert.True(buffer.TryAddReference());
        buffer.Release();
        buffer.Release();

        Assert.False(buffer.TryAddReference());
    }

    [Fact]
    public void Reference_that_nobody_may_have_is_an_error_and_not_counted()
    {
        TensorBuffer buffer = ArrayBuffer.Create(100);
        buffer.Release();

        Assert.Throws<InvalidOperationException>(buffer.AddReference);
        Assert.False(buffer.TryAddReference());
    }

    [Fact]
    public void Native_object_is_attached_once_and_released_with_the_memory()
    {
        TensorBuffer buffer = ArrayBuffer.Create(100);
        CountingNative first = new();
        using CountingNative second = new();

        Assert.True(buffer.TryAttachNative(first));
        Assert.False(buffer.TryAttachNative(second));
        Assert.Same(first, buffer.Native);
        buffer.Release();

        Assert.Equal(1, first.Releases);
        Assert.Equal(0, second.Releases);
    }

    [Fact]
    public void Pooled_memory_keeps_its_native_object_for_its_next_life()
    {
        using TensorMemory memory = new(TimeProvider.System, TimeSpan.FromHours(1));
        TensorBuffer buffer = memory.Allocate(100);
        CountingNative native = new();
        buffer.TryAttachNative(native);

        buffer.Release();

        Assert.Equal(0, native.Releases);
        Assert.Same(native, buffer.DetachNative());
        native.Dispose();
    }

    [Fact]
    public void Memory_of_a_runtime_is_freed_through_its_owner()
    {
        CountingNative owner = new(ownedBytes: 16);
        TensorValue value = TensorValue.FromNative(TensorDataType.Int32, TensorShape.Create(4), 4096, owner);
        AiTensor tensor = new(value);
        AiTensor view = tensor.Slice(1, 2);

        tensor.Dispose();
        Assert.Equal(0, owner.Releases);
        view.Dispose();

        Assert.Equal(1, owner.Releases);
    }

    [Fact]
    public void Native_object_is_released_once_however_often_it_is_disposed()
    {
        CountingNative native = new();

        native.Dispose();
        native.Dispose();

        Assert.Equal(1, native.Releases);
    }

    [Fact]
    public void First_charge_of_a_store_is_told_from_further_ones()
    {
        TensorBuffer buffer = ArrayBuffer.Create(100);

        Assert.True(buffer.TryCharge(storeId: 7, out bool first));
        Assert.True(buffer.TryCharge(storeId: 7, out bool second));

        Assert.True(first);
        Assert.False(second);
        Assert.False(buffer.Uncharge());
        Assert.True(buffer.Uncharge());
        buffer.Release();
    }

    [Fact]
    public void Buffer_is_charged_by_one_store_at_a_time()
    {
        TensorBuffer buffer = ArrayBuffer.Create(100);
        buffer.TryCharge(storeId: 7, out _);

        Assert.False(buffer.TryCharge(storeId: 8, out _));
        buffer.Uncharge();

        Assert.True(buffer.TryCharge(storeId: 8, out bool first));
        Assert.True(first);
        buffer.Release();
    }

    [Fact]
    public void Of_two_keys_that_come_to_refer_to_memory_at_once_one_is_the_first_and_both_count()
    {
        TensorBuffer[] buffers = [.. Enumerable.Range(0, 50_000).Select(static _ => ArrayBuffer.Create(8))];
        int[] firsts = new int[2];

        int steps = Threads.RunInStep(firsts.Length, buffers.Length, (thread, step) =>
        {
            Assert.True(buffers[step].TryCharge(storeId: 7, out bool first));
            firsts[thread] += first ? 1 : 0;
        });

        Assert.Equal(steps, firsts.Sum());
        Assert.Equal(steps, buffers[..steps].Count(static buffer => !buffer.Uncharge() && buffer.Uncharge()));
        Array.ForEach(buffers, static buffer => buffer.Release());
    }
}
