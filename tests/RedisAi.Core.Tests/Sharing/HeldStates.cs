namespace RedisAi.Tests.Sharing;

/// <summary>A session that a process holds, or has held.</summary>
internal sealed class HeldStates(long fence, long until)
{
    private long _until = until;

    public long Fence => fence;

    /// <summary>When its time is over, as the process knows.</summary>
    public long Until
    {
        get => Volatile.Read(ref _until);
        set => Volatile.Write(ref _until, value);
    }

    /// <summary>Whether it was lost with what was not written yet.</summary>
    public bool IsLost { get; set; }
}
