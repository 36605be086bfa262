namespace RedisAi.Store.Redis;

/// <summary>What came of asking for a lease.</summary>
/// <param name="Fence">The fence; 0 when another process has the lease.</param>
/// <param name="States">The states of the session.</param>
/// <param name="Owner">Where the other process is.</param>
/// <param name="Left">How long that one has the lease if it is not heard of any more.</param>
internal readonly record struct TakeReply(long Fence, LoadedState[] States, string? Owner, TimeSpan Left)
{
    public bool IsTaken => Fence != 0;
}
