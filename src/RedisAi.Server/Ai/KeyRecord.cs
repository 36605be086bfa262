namespace RedisAi.Server.Ai;

/// <summary>What an endpoint knows of one model or script besides what the engine does.</summary>
/// <param name="stamp">Grows with each that is met; told by WATCH.</param>
/// <param name="order">The stamp of the first under its key since that was last empty.</param>
internal sealed class KeyRecord(long stamp, long order)
{
    public long Stamp => stamp;

    public long Order => order;

    /// <summary>What a client has stored; null for a script, and for what the application has stored.</summary>
    public StoredModel? Model { get; init; }

    /// <summary>What a client has stored; null for a model, and for what the application has stored.</summary>
    public StoredScript? Script { get; init; }

    public RunTally Tally { get; } = new();
}
