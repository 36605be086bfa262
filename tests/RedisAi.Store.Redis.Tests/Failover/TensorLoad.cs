using System.Buffers.Binary;
using System.Text;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>Callers, each of whom writes rising numbers under one key; each tenth time with a second key, which has another slot in a cluster.</summary>
internal sealed class TensorLoad(IReadOnlyList<ITensorStore> stores, int writers, Tally tally)
{
    private static readonly TimeSpan s_hangs = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly WrittenKey[] _keys = [.. Enumerable.Range(0, writers).Select(static i => new WrittenKey($"tensor{i}"))];
    private readonly WrittenKey[] _seconds = [.. Enumerable.Range(0, writers).Select(static i => new WrittenKey($"second{i}"))];

    /// <summary>Writes until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, _keys.Length).Select(writer => Task.Run(() => RunAsync(writer, stop), CancellationToken.None)));

    /// <summary>Waits until each writer has had an answer from now on.</summary>
    public async Task ServedAsync()
    {
        long[] before = [.. _keys.Select(static key => key.Acknowledged)];
        long started = TimeProvider.System.GetTimestamp();
        while (_keys.Zip(before).Any(static pair => pair.First.Acknowledged == pair.Second) && tally.Faults.Count == 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < s_patience, $"Nobody takes the tensors: {tally}\n{string.Join('\n', tally.Errors.Keys)}");
            await Task.Delay(s_pauseAfterFailure, TimeProvider.System);
        }
    }

    /// <summary>Compares what Redis has with what was acknowledged. Nobody may write meanwhile.</summary>
    public void Compare(Func<string, RedisServer> serverOf)
    {
        foreach (WrittenKey key in _keys.Concat(_seconds))
        {
            RespReply stored = serverOf($"ai:{key.Name}").Execute("GET", $"ai:{key.Name}");
            long number = stored.Kind == '_' ? 0 : BinaryPrimitives.ReadInt64LittleEndian(Encoding.Latin1.GetBytes(stored.Text).AsSpan()[^sizeof(long)..]);
            if (number < key.Acknowledged || number > key.Tried)
            {
                tally.Lose();
                tally.Fault($"'{key.Name}' is at {number}, of {key.Tried} the last acknowledged one was {key.Acknowledged}.");
            }
        }
    }

    /// <summary>The database was emptied.</summary>
    public void Forget()
    {
        foreach (WrittenKey key in _keys.Concat(_seconds))
        {
            key.Acknowledged = 0;
        }
    }

    private async Task RunAsync(int writer, CancellationToken stop)
    {
        ITensorStore store = stores[writer % stores.Count];
        for (long number = 1; !stop.IsCancellationRequested && tally.Faults.Count == 0; number++)
        {
            WrittenKey[] keys = number % 10 == 0 ? [_keys[writer], _seconds[writer]] : [_keys[writer]];
            await Task.Delay(await WriteAsync(store, keys) ? s_pause : s_pauseAfterFailure, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<bool> WriteAsync(ITensorStore store, WrittenKey[] keys)
    {
        long number = keys.Max(static key => key.Tried) + 1;
        foreach (WrittenKey key in keys)
        {
            key.Tried = number;
        }

        using AiTensor tensor = AiTensor.Scalar(number);
        long started = TimeProvider.System.GetTimestamp();
        try
        {
            Task write = keys.Length == 1
                ? store.SetAsync(keys[0].Name, tensor).AsTask()
                : store.SetAllAsync(keys.Select(key => KeyValuePair.Create(key.Name, tensor)).ToArray()).AsTask();
            await write.WaitAsync(s_hangs);
            tally.Acknowledge();
            foreach (WrittenKey key in keys)
            {
                key.Acknowledged = number;
            }

            return true;
        }
        catch (SharedStoreException error)
        {
            tally.Fail(error);
        }
        catch (TimeoutException)
        {
            tally.Fault($"A write of '{keys[0].Name}' hangs.");
        }
        catch (Exception error)
        {
            tally.Fault($"A write of '{keys[0].Name}' ended with {error}");
        }
        finally
        {
            tally.Took(TimeProvider.System.GetElapsedTime(started));
        }

        return false;
    }
}
