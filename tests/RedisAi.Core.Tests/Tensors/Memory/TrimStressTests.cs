using System.Runtime.InteropServices;
using RedisAi.Tensors.Memory;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Memory;

/// <summary>Real threads that need memory while what is idle goes.</summary>
public sealed class TrimStressTests
{
    /// <summary>More than a slab has of this size, so that whole slabs come and go.</summary>
    private const int Buffers = 100;

    private const int Bytes = 8_000;

    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(10);

    [Fact]
    public void No_two_have_the_same_memory_while_idle_memory_is_given_to_the_collector()
    {
        ManualTimeProvider time = new();
        using TensorMemory memory = new(time, s_period);
        long stamp = 0;

        Threads.RunFor(TimeSpan.FromSeconds(1.5), readers: 1, writers: 3, _ => time.Advance(s_period), random =>
        {
            TensorBuffer[] buffers = new TensorBuffer[random.Next(1, Buffers)];
            long first = Interlocked.Add(ref stamp, Buffers);
            for (int i = 0; i < buffers.Length; i++)
            {
                buffers[i] = memory.Allocate(Bytes);
                StampsOf(buffers[i]).Fill(first + i);
            }

            for (int i = 0; i < buffers.Length; i++)
            {
                Assert.True(StampsOf(buffers[i]).IndexOfAnyExcept(first + i) < 0, "Somebody else wrote into the memory of a buffer.");
                buffers[i].Release();
            }
        });

        Assert.Equal(0, memory.Outstanding - UnpooledBuffer.Alive);
    }

    private static unsafe Span<long> StampsOf(TensorBuffer buffer) => MemoryMarshal.Cast<byte, long>(new Span<byte>((void*)buffer.Pointer, Bytes));
}
