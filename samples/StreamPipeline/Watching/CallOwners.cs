namespace RedisAi.Samples.StreamPipeline.Watching;

/// <summary>Which worker has which call: what a load balancer would ask, asked for the picture.</summary>
internal sealed class CallOwners(IRedisAi ai)
{
    private Dictionary<string, string> _owners = [];

    /// <summary>Asks for all calls that go on.</summary>
    public async Task AskAsync(IReadOnlyList<string> calls)
    {
        string?[] owners = await Task.WhenAll(calls.Select(call => ai.RoutingHintAsync(call).AsTask()));
        Dictionary<string, string> next = [];
        foreach ((string call, string? owner) in calls.Zip(owners))
        {
            // Nobody has a call whose worker is dead; until another one has it, it counts as the dead one's.
            if ((owner ?? _owners.GetValueOrDefault(call)) is { } known)
            {
                next[call] = known;
            }
        }

        _owners = next;
    }

    /// <summary>How many calls a worker has.</summary>
    public int CountOf(string worker) => _owners.Count(owner => owner.Value == worker);
}
