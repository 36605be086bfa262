using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Sends ends of messages to Redis: what comes while scripts are on the way shares the next one.</summary>
internal sealed class FinishQueue(RedisConnection connection, StreamNames names, StreamWorkerOptions options, string consumer)
{
    private const int MostOnTheWay = 2;

    /// <summary>How many values one script takes at most, unless a single end has more: Redis does nothing else meanwhile.</summary>
    private const int MostArguments = 4000;

    private static readonly RedisScript s_finish = new("stream-finish");

    private readonly Lock _lock = new();
    private readonly long _keptFor = (long)options.PositionTimeToLive.TotalMilliseconds;

    // Guarded by _lock.
    private readonly Queue<FinishRequest> _waiting = new();
    private int _onTheWay;

    /// <summary>Ends messages.</summary>
    /// <returns>What has become of it; fails with <see cref="SharedStoreException"/> where that is not known.</returns>
    public Task<FinishOutcome> SendAsync(FinishRequest request)
    {
        lock (_lock)
        {
            _waiting.Enqueue(request);
        }

        Pump();
        return request.Outcome;
    }

    private void Pump()
    {
        List<FinishRequest> requests = [];
        lock (_lock)
        {
            if (_onTheWay == MostOnTheWay || _waiting.Count == 0)
            {
                return;
            }

            _onTheWay++;
            int arguments = 0;
            while (_waiting.TryPeek(out FinishRequest? next) && (requests.Count == 0 || arguments + next.Arguments.Count <= MostArguments))
            {
                arguments += next.Arguments.Count;
                requests.Add(_waiting.Dequeue());
            }
        }

        _ = SendAsync(requests);
    }

    private async Task SendAsync(List<FinishRequest> requests)
    {
        try
        {
            RedisResult answer = await connection.RunAsync(
                s_finish,
                [names.Input, names.Output, .. requests.SelectMany(static request => request.Keys)],
                [names.Group, consumer, _keptFor, options.MaxLength ?? 0, requests.Count, .. requests.SelectMany(static request => request.Arguments)],
                waitForReplicas: true).ConfigureAwait(false);
            for (int i = 0; i < requests.Count; i++)
            {
                requests[i].End((string?)answer[i]);
            }
        }
#pragma warning disable CA1031 // It is the error of those who wait.
        catch (Exception error)
#pragma warning restore CA1031
        {
            foreach (FinishRequest request in requests)
            {
                request.Fail(error);
            }
        }

        lock (_lock)
        {
            _onTheWay--;
        }

        Pump();
    }
}
