namespace RedisAi.Server.Ai.Models;

/// <summary>What a client asks to store.</summary>
/// <param name="Key">The key.</param>
/// <param name="Backend">The backend, in capitals.</param>
/// <param name="Device">The device as it was typed.</param>
internal sealed record ModelRequest(string Key, string Backend, string Device)
{
    public string Tag { get; set; } = "";

    /// <summary>BATCHSIZE; 0 for none.</summary>
    public long BatchSize { get; set; }

    /// <summary>MINBATCHSIZE; 0 for none.</summary>
    public long MinBatchSize { get; set; }

    /// <summary>MINBATCHTIMEOUT in milliseconds; 0 for none.</summary>
    public long MinBatchTimeout { get; set; }

    /// <summary>The place of the first token of the file.</summary>
    public int FirstChunk { get; set; }
}
