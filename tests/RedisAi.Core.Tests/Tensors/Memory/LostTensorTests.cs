using System.Buffers;
using System.Runtime.CompilerServices;
using RedisAi.Tensors;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Memory;

[LeaksOnPurpose("Tensors are dropped without being disposed, to see that the collector reclaims what they held.")]
public sealed class LostTensorTests
{
    [Theory]
    [InlineData(100, 200_000)]
    [InlineData(64 << 10, 8_000)]
    [InlineData(1 << 20, 500)]
    [InlineData(70 << 20, 8)]
    public void Memory_does_not_grow_with_tensors_that_nobody_disposes(int byteLength, int count)
    {
        DropMany(byteLength, 10);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        DropMany(byteLength, count);
        long after = GC.GetTotalMemory(forceFullCollection: true);

        Assert.InRange(after - before, long.MinValue, Math.Max(4 << 20, byteLength * 2));
    }

    [Fact]
    public void Tensor_in_use_keeps_its_memory_while_its_neighbours_are_reclaimed()
    {
        List<AiTensor> kept = DropAllButSome(5_000);

        GC.Collect();
        DropMany(1000, 5_000);
        GC.Collect();

        for (int i = 0; i < kept.Count; i++)
        {
            Assert.True(kept[i].AsSpan<int>().IndexOfAnyExcept(i * 100) < 0);
            kept[i].Dispose();
        }
    }

    [Fact]
    public void Span_keeps_the_memory_of_a_lost_tensor()
    {
        ReadOnlySpan<int> span = SpanOfLostTensor();

        GC.Collect();
        DropMany(4000, 1_000);
        GC.Collect();

        Assert.True(span.IndexOfAnyExcept(77) < 0);
    }

    [Fact]
    public void Owner_of_wrapped_memory_is_disposed_by_the_finalizer()
    {
        Owner owner = new();

        WrapAndDrop(owner);
        Collect();

        Assert.Equal(1, owner.Disposals);
    }

    [Fact]
    public void Owner_that_throws_does_not_end_the_process_from_the_finalizer()
    {
        Owner owner = new() { Throws = true };

        WrapAndDrop(owner);
        Collect();

        Assert.Equal(1, owner.Disposals);
    }

    [Fact]
    public void Callback_of_wrapped_memory_is_called_by_the_finalizer()
    {
        int[] calls = [0];

        WrapAndDrop(calls);
        Collect();

        Assert.Equal(1, calls[0]);
    }

    [Fact]
    public void Native_object_of_a_lost_tensor_is_released_by_its_finalizer()
    {
        int[] releases = [0];

        AttachAndDrop(releases);
        Collect();

        Assert.Equal(1, releases[0]);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropMany(int byteLength, int count)
    {
        for (int i = 0; i < count; i++)
        {
            AiTensor.Create<byte>([byteLength], static span => span[^1] = 1);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<AiTensor> DropAllButSome(int count)
    {
        List<AiTensor> kept = [];
        for (int i = 0; i < count; i++)
        {
            AiTensor tensor = AiTensor.Create<int, int>([250], i, static (span, value) => span.Fill(value));
            if (i % 100 == 0)
            {
                kept.Add(tensor);
            }
        }

        return kept;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<int> SpanOfLostTensor() => AiTensor.Create<int>([1000], static span => span.Fill(77)).AsSpan<int>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WrapAndDrop(Owner owner) => AiTensor.Wrap<float>([4], owner);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WrapAndDrop(int[] calls) => AiTensor.Wrap<float>([4], new float[4].AsMemory(), () => calls[0]++);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AttachAndDrop(int[] releases)
    {
        // 70 MB are not pooled, so that the buffer goes with the tensor.
        TensorValue value = TensorValue.Allocate(TensorDataType.UInt8, TensorShape.Create(70 << 20));
        Assert.True(value.TryAttachNative(new CallbackNative(releases)));
    }

    private sealed class CallbackNative(int[] releases) : NativeTensor
    {
        protected override void Release() => releases[0]++;
    }

    private sealed class Owner : IMemoryOwner<float>
    {
        public int Disposals { get; private set; }

        public bool Throws { get; init; }

        public Memory<float> Memory { get; } = new float[4];

        public void Dispose()
        {
            Disposals++;
            if (Throws)
            {
                throw new InvalidOperationException("The owner does not like to be disposed.");
            }
        }
    }
}
