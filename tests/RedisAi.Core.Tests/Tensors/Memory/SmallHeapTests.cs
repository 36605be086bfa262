using System.Runtime.CompilerServices;
using RedisAi.Execution;
using RedisAi.Tensors.Memory;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Memory;

/// <summary>What a process does that may have no more than 256 MiB of managed memory. Each test runs in such a process, beside nothing else.</summary>
public sealed class SmallHeapTests
{
    /// <summary>What a stack holds before it needs 2 MiB to grow.</summary>
    private const int Full = 1 << 17;

    /// <summary>What is given back besides: more than processors keep for themselves.</summary>
    private const int More = 1_000;

    [Fact]
    public Task Idle_buffers_make_room_for_what_does_not_fit_beside_them() => InSmallHeapAsync(static () =>
    {
        using TensorMemory memory = new(new ManualTimeProvider(), TimeSpan.FromSeconds(30));
        AllocateAndRelease(memory, 1_400, 100_000);
        Assert.InRange(memory.IdleBytes, 1_390 * 100_000, SmallHeap.LimitBytes);

        memory.Allocate(130 << 20).Release();

        // What is left shares an array with one that a processor keeps.
        Assert.InRange(memory.IdleBytes, 0, (long)Environment.ProcessorCount * Slab.LargestSharedSlot);
    });

    [Fact]
    public Task What_small_tensors_have_left_becomes_part_of_a_large_one() => InSmallHeapAsync(static () =>
    {
        using TensorMemory memory = new(new ManualTimeProvider(), TimeSpan.FromSeconds(30));
        FillAndLeave(memory);

        memory.Allocate(100 << 20).Release();
    });

    [Fact]
    public Task What_does_not_fit_at_all_is_refused() => InSmallHeapAsync(static () =>
    {
        using TensorMemory memory = new(new ManualTimeProvider(), TimeSpan.FromSeconds(30));
        AllocateAndRelease(memory, 1_400, 100_000);
        long outstanding = memory.Outstanding;

        Assert.Throws<OutOfMemoryException>(() => memory.Allocate((nint)SmallHeap.LimitBytes));

        Assert.Equal(outstanding, memory.Outstanding);
    });

    [Fact]
    public Task Of_one_size_a_small_part_of_the_heap_is_kept() => InSmallHeapAsync(static () =>
    {
        using TensorMemory memory = new(new ManualTimeProvider(), TimeSpan.FromSeconds(30));
        AllocateAndRelease(memory, 5, 20 << 20);
        AllocateAndRelease(memory, 40, 1 << 20);

        Assert.InRange(memory.IdleBytes, 1 << 20, SmallHeap.LimitBytes / 32);
    });

    [Fact]
    public Task Of_all_sizes_together_a_small_part_of_the_heap_is_kept_and_what_was_kept_makes_room_for_others() => InSmallHeapAsync(static () =>
    {
        using TensorMemory memory = new(new ManualTimeProvider(), TimeSpan.FromSeconds(30));
        for (int bytes = 1 << 20; bytes <= 8 << 20; bytes += 1 << 20)
        {
            AllocateAndRelease(memory, 8, bytes);
        }

        Assert.InRange(memory.IdleBytes, SmallHeap.LimitBytes / 16, SmallHeap.LimitBytes / 8);
        memory.Trim();
        memory.Trim();
        Assert.Equal(0, memory.IdleBytes);
        for (int i = 0; i < 10; i++)
        {
            AllocateAndRelease(memory, 2, 7 << 20);
            Assert.Equal(7 << 20, memory.IdleBytes);
        }
    });

    [Fact]
    public Task Of_a_size_that_is_too_large_to_be_kept_nothing_stays() => InSmallHeapAsync(static () =>
    {
        using TensorMemory memory = new(new ManualTimeProvider(), TimeSpan.FromSeconds(30));
        foreach (int mebibytes in (int[])[20, 28, 40, 56])
        {
            AllocateAndRelease(memory, 1, mebibytes << 20);
        }

        Assert.Equal(0, memory.IdleBytes);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, 20 << 20);
    });

    [Fact]
    public Task What_is_given_back_when_no_memory_is_left_is_no_error_and_keeps_nobody_waiting() => InSmallHeapAsync(static () => SmallHeap.UntilShort(IsGivenBack));

    /// <summary>False when there was memory to keep more.</summary>
    private static bool IsGivenBack()
    {
        using TensorMemory memory = new(new ManualTimeProvider(), TimeSpan.FromSeconds(30));
        StripedPool<object> deep = new(depth: 2 * Full);
        StripedPool<object> many = new(limit: int.MaxValue);
        many.MakeRoomFor(Full);
        TensorBuffer[] buffers = [.. Enumerable.Range(0, Full + More).Select(_ => memory.Allocate(64))];

        int collections = GiveBackWithoutMemory(deep, many, buffers);

        // To try again with each buffer whether there is memory for a longer stack takes a collection each, and seems to hang.
        Assert.InRange(collections, 0, 10);
        int kept = CountOf(many);
        Assert.InRange(kept, Full, Full + More);
        if (kept > Full + Environment.ProcessorCount || memory.IdleBytes > Full * 64)
        {
            return false;
        }

        Assert.Equal(0, memory.Outstanding);
        Assert.Equal(3, CountOf(deep));
        deep.Put(many);
        memory.Allocate(64).Release();
        return true;
    }

    private static Task InSmallHeapAsync(Action test, [CallerMemberName] string name = "") => SmallHeap.RunAsync(
        typeof(SmallHeapTests),
        () =>
        {
            test();
            return Task.CompletedTask;
        },
        name);

    /// <summary>Fills the heap with tensors of 1 MiB of which nothing is kept, by the pool neither.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FillAndLeave(TensorMemory memory)
    {
        List<TensorBuffer> buffers = [];
        while (buffers.Count < 220)
        {
            buffers.Add(memory.Allocate(1 << 20));
        }
    }

    private static int CountOf(StripedPool<object> pool)
    {
        int count = 0;
        while (pool.TryTake() is not null)
        {
            count++;
        }

        return count;
    }

    // In a method of its own, so that what fills the heap is not on the stack afterwards.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int GiveBackWithoutMemory(StripedPool<object> deep, StripedPool<object> many, TensorBuffer[] buffers)
    {
        // What takes two has no room then.
        IReadOnlyCollection<byte[]> filling = SmallHeap.Fill(1 << 20);

        for (int i = 0; i < 3; i++)
        {
            deep.Put(buffers);
        }

        int before = GC.CollectionCount(GC.MaxGeneration);
        for (int i = 0; i < Full + More; i++)
        {
            many.Put(buffers);
        }

        foreach (TensorBuffer buffer in buffers)
        {
            buffer.Release();
        }

        int collections = GC.CollectionCount(GC.MaxGeneration) - before;
        GC.KeepAlive(filling);
        return collections;
    }

    // In a method of its own, so that nothing of it is on the stack afterwards.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AllocateAndRelease(TensorMemory memory, int count, nint byteLength)
    {
        TensorBuffer[] buffers = new TensorBuffer[count];
        for (int i = 0; i < count; i++)
        {
            buffers[i] = memory.Allocate(byteLength);
        }

        foreach (TensorBuffer buffer in buffers)
        {
            buffer.Release();
        }
    }
}
