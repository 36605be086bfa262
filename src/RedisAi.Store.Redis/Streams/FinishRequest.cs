using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>The end of some messages, as the script takes it.</summary>
/// <param name="Keys">Its keys.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record FinishRequest(List<RedisKey> Keys, List<RedisValue> Arguments)
{
    private readonly TaskCompletionSource<FinishOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What has become of it.</summary>
    public Task<FinishOutcome> Outcome => _outcome.Task;

    public void End(string? outcome) => _outcome.TrySetResult(outcome switch
    {
        "ok" => FinishOutcome.Finished,
        "lost" => FinishOutcome.SessionLost,
        "moved" => FinishOutcome.Moved,
        _ => FinishOutcome.Repeated,
    });

    public void Fail(Exception error) => _outcome.TrySetException(error);
}
