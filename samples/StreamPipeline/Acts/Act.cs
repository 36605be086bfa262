namespace RedisAi.Samples.StreamPipeline.Acts;

/// <summary>What may happen while calls go on.</summary>
internal enum Act
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A worker is killed.</summary>
    Kill,

    /// <summary>A worker is started.</summary>
    Start,

    /// <summary>All calls end.</summary>
    End,
}
