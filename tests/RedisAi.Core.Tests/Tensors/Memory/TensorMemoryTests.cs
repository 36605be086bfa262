using System.Runtime.CompilerServices;
using RedisAi.Tensors.Memory;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Memory;

public sealed class TensorMemoryTests
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(30);

    [Fact]
    public void Released_buffers_are_used_again()
    {
        using TensorMemory memory = new(new ManualTimeProvider(), s_period);
        TensorBuffer[] first = Allocate(memory, 100, 1000);
        Release(first);

        TensorBuffer[] second = Allocate(memory, 100, 1024);

        // One buffer may lie in the slot of each processor that this thread has left meanwhile.
        Assert.InRange(second.Intersect(first).Count(), 100 - Environment.ProcessorCount, 100);
        Assert.All(second, static buffer => Assert.Equal(1024, buffer.ByteLength));
        Release(second);
    }

    [Fact]
    public void Buffers_do_not_overlap()
    {
        using TensorMemory memory = new(new ManualTimeProvider(), s_period);
        TensorBuffer[] buffers = [.. Allocate(memory, 300, 64), .. Allocate(memory, 300, 576), .. Allocate(memory, 20, 300_000)];

        (nint Start, nint End)[] ranges = [.. buffers.Select(static buffer => (buffer.Pointer, buffer.Pointer + buffer.ByteLength)).Order()];

        Assert.All(Enumerable.Range(1, ranges.Length - 1), i => Assert.True(ranges[i - 1].End <= ranges[i].Start));
        Release(buffers);
    }

    [Fact]
    public void Outstanding_counts_what_somebody_holds()
    {
        using TensorMemory memory = new(new ManualTimeProvider(), s_period);
        long others = UnpooledBuffer.Alive;

        TensorBuffer[] buffers = [.. Allocate(memory, 10, 100), .. Allocate(memory, 1, (nint)SizeClass.MaxBytes + 1)];
        long held = memory.Outstanding - others;
        Release(buffers);

        Assert.Equal(11, held);
        Assert.Equal(0, memory.Outstanding - others);
    }

    [Fact]
    public void Idle_buffers_are_given_to_the_collector()
    {
        ManualTimeProvider time = new();
        using TensorMemory memory = new(time, s_period);
        List<WeakReference> slabs = AllocateAndRelease(memory, 2000, 4096);
        Assert.InRange(memory.IdleBytes, 1900 * 4096, 2000 * 4096);

        // The first period finds out what is not needed, the second drops it.
        time.Advance(s_period);
        time.Advance(s_period);
        GC.Collect();

        // A slab stays when one of its buffers lies in a processor's slot.
        Assert.InRange(memory.IdleBytes, 0, (long)Environment.ProcessorCount * 64 * 4096);
        Assert.InRange(slabs.Count(static slab => slab.IsAlive), 0, Environment.ProcessorCount + 1);
    }

    [Fact]
    public void Of_large_buffers_none_is_kept_by_a_processor()
    {
        ManualTimeProvider time = new();
        using TensorMemory memory = new(time, s_period);
        List<WeakReference> slabs = AllocateAndRelease(memory, 1, 300_000);
        Assert.Equal(1, slabs.Count(static slab => slab.IsAlive));
        Assert.InRange(memory.IdleBytes, 300_000, 400_000);

        time.Advance(s_period);
        time.Advance(s_period);
        GC.Collect();

        Assert.Equal(0, memory.IdleBytes);
        Assert.Equal(0, slabs.Count(static slab => slab.IsAlive));
    }

    [Fact]
    public void Buffers_in_use_survive_a_trim()
    {
        ManualTimeProvider time = new();
        using TensorMemory memory = new(time, s_period);
        TensorBuffer[] all = Allocate(memory, 500, 4096);
        TensorBuffer[] kept = [.. all.Where(static (_, i) => i % 100 == 0)];
        Release(all.Except(kept));

        time.Advance(s_period * 5);

        Assert.Equal(kept.Length, memory.Outstanding - UnpooledBuffer.Alive);
        Assert.All(kept, static buffer => Assert.True(buffer.TryAddReference()));
        Release(kept);
        Release(kept);
    }

    [Fact]
    public void Buffers_that_are_needed_in_each_period_are_kept()
    {
        ManualTimeProvider time = new();
        using TensorMemory memory = new(time, s_period);
        Release(Allocate(memory, 500, 4096));
        long idle = memory.IdleBytes;

        for (int period = 0; period < 5; period++)
        {
            TensorBuffer[] buffers = Allocate(memory, 500, 4096);
            time.Advance(s_period);
            Release(buffers);
        }

        Assert.InRange(memory.IdleBytes, idle - (Environment.ProcessorCount * 4096), idle + (Environment.ProcessorCount * 4096));
    }

    [Fact]
    public void Of_idle_buffers_those_are_kept_that_the_last_period_needed()
    {
        ManualTimeProvider time = new();
        using TensorMemory memory = new(time, s_period);
        Release(Allocate(memory, 600, 10_000));
        long idle = memory.IdleBytes;
        time.Advance(s_period);

        Release(Allocate(memory, 300, 10_000));
        time.Advance(s_period);

        // About half: whole slabs go, and some buffers lie in the slots of processors.
        Assert.InRange(memory.IdleBytes, idle * 4 / 10, idle * 6 / 10);
    }

    [Fact]
    public void Trimmed_pool_works_as_before()
    {
        ManualTimeProvider time = new();
        using TensorMemory memory = new(time, s_period);
        for (int round = 0; round < 5; round++)
        {
            TensorBuffer[] buffers = Allocate(memory, 300, 2000);
            Assert.Equal(300, buffers.Distinct().Count());
            Assert.Equal(300, buffers.Select(static buffer => buffer.Pointer).Distinct().Count());

            Release(buffers);
            time.Advance(s_period * 3);
        }

        Assert.Equal(0, memory.Outstanding - UnpooledBuffer.Alive);
    }

    [Fact]
    public void Nothing_ticks_while_nothing_is_idle()
    {
        ManualTimeProvider time = new();
        using TensorMemory memory = new(time, s_period);

        TensorBuffer[] buffers = Allocate(memory, 100, 300_000);
        Assert.Equal(0, time.ArmedTimers);
        Release(buffers);
        Assert.Equal(1, time.ArmedTimers);
        time.Advance(s_period * 5);

        Assert.Equal(0, time.ArmedTimers);
    }

    [Fact]
    public void Trim_disposes_the_native_objects_beside_the_memory()
    {
        ManualTimeProvider time = new();
        using TensorMemory memory = new(time, s_period);
        TensorBuffer[] buffers = Allocate(memory, 10, 300_000);
        CountingNative[] natives = [.. buffers.Select(static _ => new CountingNative())];
        Assert.All(buffers.Zip(natives), static pair => Assert.True(pair.First.TryAttachNative(pair.Second)));

        Release(buffers);
        Assert.Equal(0, natives.Sum(static native => native.Releases));
        time.Advance(s_period * 3);

        Assert.All(natives, static native => Assert.Equal(1, native.Releases));
    }

    [Fact]
    public void Large_buffer_is_an_array_of_its_own_and_freed_at_once()
    {
        using TensorMemory memory = new(new ManualTimeProvider(), s_period);
        nint length = (nint)SizeClass.MaxBytes + 1;
        long before = GC.GetTotalMemory(forceFullCollection: true);

        TensorBuffer buffer = memory.Allocate(length);
        Assert.IsType<ArrayBuffer>(buffer);
        Assert.Equal(length, buffer.ByteLength);
        Assert.Equal(0, buffer.Pointer % 64);
        buffer.Release();

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, -length, 1 << 20);
        GC.KeepAlive(buffer);
    }

    private static TensorBuffer[] Allocate(TensorMemory memory, int count, nint byteLength)
    {
        TensorBuffer[] buffers = new TensorBuffer[count];
        for (int i = 0; i < count; i++)
        {
            buffers[i] = memory.Allocate(byteLength);
        }

        return buffers;
    }

    private static void Release(IEnumerable<TensorBuffer> buffers)
    {
        foreach (TensorBuffer buffer in buffers)
        {
            buffer.Release();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> AllocateAndRelease(TensorMemory memory, int count, nint byteLength)
    {
        TensorBuffer[] buffers = Allocate(memory, count, byteLength);
        Release(buffers);
        return [.. buffers.Cast<PooledBuffer>().Select(static buffer => buffer.Slab).Distinct().Select(static slab => new WeakReference(slab))];
    }
}
