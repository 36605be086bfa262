namespace RedisAi;

/// <summary>Whether concurrent calls of a model may be merged into one run.</summary>
public enum BatchingMode
{
    /// <summary>Only where the rows of a batch are known to be independent.</summary>
    Auto,

    /// <summary>Always: the application says that rows are independent.</summary>
    On,

    /// <summary>Never.</summary>
    Off,
}
