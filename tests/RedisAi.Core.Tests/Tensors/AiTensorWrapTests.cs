using System.Buffers;
using Xunit;

namespace RedisAi.Tests;

public sealed class AiTensorWrapTests
{
    [Fact]
    public void Wrapped_memory_is_not_copied()
    {
        float[] samples = [1, 2, 3];
        using AiTensor tensor = AiTensor.Wrap<float>([3], samples.AsMemory(), static () => { });

        samples[1] = 20;

        Assert.Equal([1, 20, 3], tensor.ToArray<float>());
    }

    [Fact]
    public void Wrapped_memory_may_be_longer_than_the_shape()
    {
        int[] numbers = [1, 2, 3, 4, 5];
        using AiTensor tensor = AiTensor.Wrap<int>([2], numbers.AsMemory(1), static () => { });

        Assert.Equal([2, 3], tensor.ToArray<int>());
        Assert.Equal(8, tensor.ByteLength);
    }

    [Fact]
    public void Owner_is_disposed_once_when_the_last_reference_is_gone()
    {
        CountingOwner owner = new(6);
        AiTensor tensor = AiTensor.Wrap<float>([2, 3], owner);
        AiTensor view = tensor.Slice(1, 1);

        tensor.Dispose();
        Assert.Equal(0, owner.Disposals);
        view.Dispose();
        view.Dispose();

        Assert.Equal(1, owner.Disposals);
    }

    [Fact]
    public void Callback_says_once_that_the_memory_is_free()
    {
        int calls = 0;
        AiTensor tensor = AiTensor.Wrap<float>([2], new float[2].AsMemory(), () => calls++);
        AiTensor shared = tensor.Share();

        tensor.Dispose();
        Assert.Equal(0, calls);
        shared.Dispose();
        shared.Dispose();

        Assert.Equal(1, calls);
    }

    [Fact]
    public void Owner_of_too_little_memory_is_disposed_at_once()
    {
        CountingOwner owner = new(5);

        ArgumentException error = Assert.Throws<ArgumentException>(() => AiTensor.Wrap<float>([2, 3], owner));

        Assert.Contains("The shape [2,3] takes 6 elements; the memory holds 5.", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, owner.Disposals);
    }

    [Fact]
    public void Owner_of_a_shape_that_makes_no_sense_is_disposed_at_once()
    {
        CountingOwner owner = new(5);

        Assert.Throws<ArgumentException>(() => AiTensor.Wrap<float>([-5], owner));

        Assert.Equal(1, owner.Disposals);
    }

    [Fact]
    public void Callback_is_not_called_when_wrapping_fails()
    {
        int calls = 0;

        Assert.Throws<ArgumentException>(() => AiTensor.Wrap<float>([3], new float[2].AsMemory(), () => calls++));

        Assert.Equal(0, calls);
    }

    [Fact]
    public void Memory_is_pinned_while_it_is_wrapped_and_not_longer()
    {
        PinCountingMemory memory = new(8);
        AiTensor tensor = AiTensor.Wrap<float>([8], memory.Memory, static () => { });

        Assert.Equal(1, memory.Pins);
        tensor.Dispose();

        Assert.Equal(0, memory.Pins);
    }

    [Fact]
    public void Wrapped_memory_without_elements_is_fine()
    {
        using AiTensor tensor = AiTensor.Wrap<float>([0, 4], Memory<float>.Empty, static () => { });

        Assert.True(tensor.AsSpan<float>().IsEmpty);
    }

    private sealed class CountingOwner(int length) : IMemoryOwner<float>
    {
        public int Disposals { get; private set; }

        public Memory<float> Memory { get; } = new float[length];

        public void Dispose() => Disposals++;
    }

    private sealed unsafe class PinCountingMemory(int length) : MemoryManager<float>
    {
        private readonly float[] _array = GC.AllocateArray<float>(length, pinned: true);

        public int Pins { get; private set; }

        public override Span<float> GetSpan() => _array;

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            Pins++;
            fixed (float* first = &_array[elementIndex])
            {
                return new MemoryHandle(first, pinnable: this);
            }
        }

        public override void Unpin() => Pins--;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
