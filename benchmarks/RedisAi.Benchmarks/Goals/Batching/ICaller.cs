namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>Someone who calls again and again, each time once the call before was answered.</summary>
internal interface ICaller
{
    /// <summary>Gets how many calls were answered.</summary>
    int Answered { get; }

    /// <summary>Calls so many times, or until it is told to stop.</summary>
    Task CallAsync(int times, CancellationToken stop);
}
