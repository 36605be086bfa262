namespace RedisAi.Server.Connections;

/// <summary>What a connection sends and receives bytes with. Used by one thread at a time, but for what is said to be for any.</summary>
internal abstract class Transport : IDisposable
{
    /// <summary>Whether <see cref="TryReceive"/> and <see cref="TrySend"/> can do something, and a receive can be cancelled without harm.</summary>
    public abstract bool IsDirect { get; }

    /// <summary>Where the client is, as Redis tells it.</summary>
    public abstract string RemoteAddress { get; }

    public abstract string LocalAddress { get; }

    /// <summary>Does what comes before the first command.</summary>
    public virtual ValueTask OpenAsync(CancellationToken cancellationToken) => default;

    /// <summary>Receives what is there already.</summary>
    /// <param name="buffer">Gets the bytes.</param>
    /// <param name="received">How many; 0 when the client sends no more.</param>
    /// <returns>False when nothing is there.</returns>
    public abstract bool TryReceive(Span<byte> buffer, out int received);

    /// <summary>Receives; 0 when the client sends no more.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Waits until there is something to receive, or the end, and holds no memory meanwhile.</summary>
    public abstract ValueTask WaitAsync();

    /// <summary>Sends what can be sent at once: maybe nothing.</summary>
    public abstract int TrySend(ReadOnlySpan<byte> bytes);

    /// <summary>Sends at least one byte; says how many.</summary>
    public abstract ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Whether the client has gone, and nothing that it has sent is left. For any thread.</summary>
    public abstract bool HasGone();

    /// <summary>Ends the receiving: what has come is received still, then the end. For any thread.</summary>
    public abstract void StopReceiving();

    /// <summary>Tells the client that nothing more comes, and drops what it has sent: closing with bytes unread would take away the last reply from it.</summary>
    public abstract ValueTask FinishAsync();

    /// <summary>Ends the connection at once. For any thread.</summary>
    public abstract void Dispose();
}
