namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>A key with one writer, and the rising numbers that it was given.</summary>
internal sealed class WrittenKey(string name)
{
    private long _acknowledged;
    private long _tried;

    public string Name => name;

    /// <summary>Gets or sets the last number whose write was acknowledged; 0 for none.</summary>
    public long Acknowledged
    {
        get => Interlocked.Read(ref _acknowledged);
        set => Interlocked.Exchange(ref _acknowledged, value);
    }

    /// <summary>Gets or sets the last number that was to be written.</summary>
    public long Tried
    {
        get => Interlocked.Read(ref _tried);
        set => Interlocked.Exchange(ref _tried, value);
    }
}
