using RedisAi.Store;
using RedisAi.Tensors;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Store;

/// <summary>The states of calls, written by real threads while others write to the same keys, or save them.</summary>
public sealed class StateStoreStressTests
{
    private const long OfTheApplication = 1_000_000_000;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(1.5);

    [Fact]
    public void Step_never_writes_over_what_the_application_has_set_since_the_state_was_read()
    {
        using StoreUnderTest test = new();
        IStateStore states = (MemoryTensorStore)test.Store;
        long steps = 0;
        long sets = 0;

        // Each adds to what it has read, so that a write that was not seen is missing in the end.
        Threads.RunFor(
            s_duration,
            readers: 1,
            writers: 1,
            _ => steps += TryStep(states, "s", 1) ? 1 : 0,
            _ => sets += TrySet(test.Store, "s/g", OfTheApplication) ? 1 : 0,
            () => Volatile.Read(ref steps) > 100 && Volatile.Read(ref sets) > 100);

        Assert.True(steps > 100 && sets > 100, $"{steps} steps, {sets} sets.");
        using AiTensor? g = test.Store.Get("s/g");
        Assert.Equal(steps + (OfTheApplication * sets), g!.AsSpan<long>()[0]);
    }

    [Fact]
    public Task Saved_file_has_no_half_of_a_step() => AssertNoHalfIsSavedAsync(static (store, session) => Assert.True(TryStep(store, session, 1)));

    [Fact]
    public Task Saved_file_has_no_half_of_what_was_set_in_one_step() => AssertNoHalfIsSavedAsync(static (store, session) =>
    {
        using AiTensor next = AiTensor.Create<long>([1, 1], [(Value(store, $"{session}/h") ?? 0) + 1]);
        store.SetInOneStep([new StoreWrite($"{session}/h", next, null), new StoreWrite($"{session}/g", next, TimeSpan.FromHours(1))]);
    });

    /// <param name="step">Writes the same to both keys of a session.</param>
    private static async Task AssertNoHalfIsSavedAsync(Action<MemoryTensorStore, string> step)
    {
        using StoreUnderTest test = new();
        MemoryTensorStore store = (MemoryTensorStore)test.Store;
        string[] sessions = [.. Enumerable.Range(0, 200).Select(static session => $"s{session}")];
        using TemporaryFolder folder = new();
        string file = folder["store.safetensors"];
        using CancellationTokenSource end = new();
        Task[] writers = [.. Enumerable.Range(0, 2).Select(writer => Task.Factory.StartNew(() => StepAll(writer), TaskCreationOptions.LongRunning))];
        try
        {
            for (int i = 0; i < 20; i++)
            {
                await test.Store.SaveAsync(file);
                using StoreUnderTest loaded = new();
                await loaded.Store.LoadAsync(file);
                foreach (string session in sessions)
                {
                    Assert.Equal(Value(loaded.Store, $"{session}/h"), Value(loaded.Store, $"{session}/g"));
                }
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(writers);
        }

        void StepAll(int writer)
        {
            while (!end.IsCancellationRequested)
            {
                foreach (string session in sessions.Where((_, number) => number % 2 == writer))
                {
                    step(store, session);
                }
            }
        }
    }

    private static long? Value(ITensorStore store, string key)
    {
        using AiTensor? found = store.Get(key);
        return found?.AsSpan<long>()[0];
    }

    /// <summary>Reads both states, adds to them, and writes them.</summary>
    private static bool TryStep(IStateStore states, string session, long more)
    {
        (long h, long versionH) = Read(states, $"{session}/h");
        (long g, long versionG) = Read(states, $"{session}/g");
        using AiTensor handleH = AiTensor.Create<long>([1, 1], [h + more]);
        using AiTensor handleG = AiTensor.Create<long>([1, 1], [g + more]);
        (TensorValue nextH, TensorValue nextG) = (handleH.Lease(), handleG.Lease());
        bool written = states.TryWrite([new StateWrite($"{session}/h", nextH, null, versionH), new StateWrite($"{session}/g", nextG, null, versionG)]);
        nextH.Release();
        nextG.Release();
        return written;
    }

    private static (long Value, long Version) Read(IStateStore states, string key)
    {
        if (!states.TryRead(key, out TensorValue value, out long version))
        {
            return (0, version);
        }

        long read = value.AsSpan<long>()[0];
        value.Release();
        return (read, version);
    }

    private static bool TrySet(ITensorStore store, string key, long more)
    {
        using AiTensor? present = store.Get(key, out long version);
        using AiTensor next = AiTensor.Create<long>([1, 1], [(present?.AsSpan<long>()[0] ?? 0) + more]);
        return store.TryUpdate(key, next, version);
    }
}
