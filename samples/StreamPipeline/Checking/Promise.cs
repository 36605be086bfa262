using RedisAi.Samples.StreamPipeline.Work;
using StackExchange.Redis;

namespace RedisAi.Samples.StreamPipeline.Checking;

/// <summary>What must have come out: of each whole window one result, call by call in the order of the stream, and of the others none.</summary>
internal sealed class Promise
{
    private readonly Dictionary<string, List<Expected>> _calls = [];
    private readonly HashSet<string> _damaged = [];

    private Promise()
    {
    }

    public int Messages { get; private set; }

    public IReadOnlyDictionary<string, List<Expected>> Calls => _calls;

    /// <summary>The ids of the messages that nothing can be made of.</summary>
    public IReadOnlySet<string> Damaged => _damaged;

    /// <summary>Reads what went into the stream, and asks the reference about each window.</summary>
    public static async Task<Promise> ReadAsync(IDatabase redis, Reference reference, CancellationToken cancellationToken)
    {
        Promise promise = new();
        await foreach (StreamEntry message in redis.ReadAllAsync(Pipeline.Input).WithCancellation(cancellationToken))
        {
            await promise.AddAsync(message, reference, cancellationToken);
        }

        return promise;
    }

    private async Task AddAsync(StreamEntry message, Reference reference, CancellationToken cancellationToken)
    {
        (string id, string call, byte[] window) = (message.Id.ToString(), message[Pipeline.CallField].ToString(), (byte[])message[AudioWindow.Field]!);
        Messages++;
        if (!AudioWindow.IsWhole(window))
        {
            _damaged.Add(id);
            return;
        }

        if (!_calls.TryGetValue(call, out List<Expected>? results))
        {
            _calls[call] = results = [];
        }

        results.Add(new Expected(id, await reference.HearAsync(call, window, cancellationToken)));
    }
}
