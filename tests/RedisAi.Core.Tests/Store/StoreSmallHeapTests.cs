using System.Runtime.CompilerServices;
using RedisAi.Store;
using RedisAi.Tensors;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Store;

/// <summary>Writes to a store in a process that has no memory for one more key, of 256 MiB: it runs beside nothing else.</summary>
public sealed class StoreSmallHeapTests
{
    /// <summary>With one more key a part of the store needs 4 MiB for its table.</summary>
    private const int Full = 3 << 16;

    [Fact]
    public Task Write_for_which_there_is_no_memory_counts_for_nothing() => SmallHeap.RunAsync(typeof(StoreSmallHeapTests), static () =>
    {
        string[] keys = KeysOfOneShard(Full + 3);
        SmallHeap.UntilShort(() => CountsForNothing(keys));
        return Task.CompletedTask;
    });

    /// <summary>False when there was memory for a write.</summary>
    private static bool CountsForNothing(string[] keys)
    {
        using StoreUnderTest test = new();
        using (AiTensor one = StoreUnderTest.Bytes(1))
        {
            foreach (string key in keys.AsSpan(0, Full))
            {
                test.Store.Set(key, one);
            }
        }

        using AiTensor tensor = StoreUnderTest.Bytes(1000);
        long inUse = AiTensor.BuffersInUse;
        TimeSpan soon = TimeSpan.FromSeconds(1);

        if (!FailsWithoutMemory(() => test.Store.Set(keys[Full], tensor, soon))
            || !FailsWithoutMemory(() => test.Store.SetAll([new(keys[0], tensor), new(keys[Full + 1], tensor), new(keys[Full + 2], tensor)]))
            || !FailsWithoutMemory(() => Write(test.Memory, keys[Full], tensor))
            || !FailsWithoutMemory(() => Write(test.Memory, keys[0], tensor, keys[Full])))
        {
            return false;
        }

        // What was written of those that were to be written together stays, and counts.
        Assert.Equal((Full, 1 + 1000, 0), (test.Store.Count, test.Store.ByteLength, test.Memory.ExpiringCount));
        Assert.Equal((byte)0, test.First(keys[0]));
        test.Store.Remove(keys[0]);
        Assert.Equal(1, test.Store.ByteLength);
        test.Store.Set(keys[Full], tensor);
        test.Store.Set(keys[Full + 1], tensor);
        Assert.Equal((Full + 1, 1 + 1000), (test.Store.Count, test.Store.ByteLength));
        Assert.Equal(inUse, AiTensor.BuffersInUse);
        return true;
    }

    private static void Write(IStateStore states, string key, AiTensor tensor, string? another = null)
    {
        TensorValue value = tensor.Lease();
        try
        {
            StateWrite first = new(key, value, null, 0);
            states.TryWrite(another is null ? [first] : [first with { ReadVersion = VersionOf(states, key) }, first with { Key = another }]);
        }
        finally
        {
            value.Release();
        }
    }

    private static long VersionOf(IStateStore states, string key)
    {
        using AiTensor? present = ((ITensorStore)states).Get(key, out long version);
        return version;
    }

    private static string[] KeysOfOneShard(int count)
    {
        List<string> keys = new(count);
        Span<char> key = stackalloc char[16];
        for (int i = 0; keys.Count < count; i++)
        {
            Assert.True(i.TryFormat(key, out int length));

            // The uppermost six bits are the number of the part.
            if ((uint)KeyHash.Of(key[..length]) >> 26 == 0)
            {
                keys.Add(new string(key[..length]));
            }
        }

        return [.. keys];
    }

    // In a method of its own, so that what fills the heap is not on the stack afterwards.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool FailsWithoutMemory(Action write)
    {
        IReadOnlyCollection<byte[]> filling = SmallHeap.Fill(1 << 20);
        Exception? error = Record.Exception(write);
        GC.KeepAlive(filling);
        if (error is null)
        {
            return false;
        }

        Assert.IsAssignableFrom<OutOfMemoryException>(error);
        return true;
    }
}
