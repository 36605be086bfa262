namespace RedisAi.Tests.Dags;

/// <summary>How nodes of random graphs spend their time.</summary>
internal interface IGraphWork
{
    /// <summary>Spends some time on this thread.</summary>
    void Spend(long salt);

    /// <summary>Spends some time on none.</summary>
    ValueTask SpendAsync(long salt, CancellationToken stop);
}
