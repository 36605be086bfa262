using RedisAi.Store;
using RedisAi.Tensors;
using RedisAi.Tests.Batching;
using Xunit;

namespace RedisAi.Tests.Sessions;

public sealed class StateMemoryTests
{
    /// <summary>With one row of 8 bytes each, the batch's own state would take 16 KB: so much that the store would copy a view of it; of a small batch's it would not.</summary>
    private const int Many = 2_048;

    [Theory]
    [InlineData(Many)]
    [InlineData(8)]
    public async Task Stored_state_has_memory_of_its_own_and_not_that_of_the_batch(int together)
    {
        await using SimulatedSessions sessions = await SimulatedSessions.CreateAsync();

        // The first call runs, and all others are the next batch.
        Task<long[]>[] calls = [.. Enumerable.Range(0, together + 1).Select(session => sessions.CallAsync($"{session}", 1_000 + session))];
        sessions.Threads.RunAll();
        await Task.WhenAll(calls);

        Assert.True(sessions.Runs.Max() >= together, "They share a run.");
        string[] keys = [.. sessions.Engine.Tensors.Keys()];
        Assert.Equal(2 * (together + 1), keys.Length);
        Assert.Equal(8L * keys.Length, sessions.Engine.Tensors.ByteLength);
        Assert.All(keys, key => Assert.Equal(sizeof(long), (int)BufferOf((IStateStore)sessions.Engine.Tensors, key)));
    }

    /// <summary>The bytes of the memory that an entry keeps, however few of them are its tensor's.</summary>
    private static nint BufferOf(IStateStore store, string key)
    {
        Assert.True(store.TryRead(key, out TensorValue value, out _));
        nint length = value.Buffer.ByteLength;
        value.Release();
        return length;
    }
}
