namespace RedisAi.Persistence;

/// <summary>Knows what has changed since it was written last. Used by one thread at a time.</summary>
internal interface IChangeSource
{
    /// <summary>Adds what has changed, as it is at one moment.</summary>
    void Collect(DurableBatch batch);

    /// <summary>Notes that what was collected is written.</summary>
    void Written();

    /// <summary>Notes that what was collected is not written, and is to be collected again, before what came since.</summary>
    void NotWritten();
}
