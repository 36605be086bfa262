namespace RedisAi.Persistence;

/// <summary>What another process has stored, loaded and warm, and not serving yet. Disposed, it drops what has not come to serve.</summary>
internal interface IPreparedTurn : IDisposable
{
    /// <summary>Why a part of it is missing, though the rest can serve: a candidate that did not load. Null when all is there.</summary>
    Exception? Missing { get; }

    /// <summary>Puts it in place. Called once, while nobody else changes what is under the key.</summary>
    Task TurnAsync(CancellationToken cancellationToken);
}
