namespace RedisAi.Server.Connections;

/// <summary>How far a client lags behind while it is waited for: each second adds one, and the bytes that came meanwhile take off the seconds that they may take.</summary>
/// <remarks>Who keeps to the least rate never lags behind, who does nothing has all of the time, and who trickles hardly more. Looked at once a second.</remarks>
/// <param name="leastRate">The bytes in a second that are enough.</param>
internal sealed class ClientPace(int leastRate)
{
    private const long Nothing = -1;

    private long _task = Nothing;
    private long _bytes;
    private double _lag;

    /// <summary>Notes that the client was waited for, one second more.</summary>
    /// <param name="task">A number for what is waited for: with another one the time begins anew.</param>
    /// <param name="bytes">All that the client has sent, or taken, so far.</param>
    /// <returns>By how many seconds it lags behind.</returns>
    public double Wait(long task, long bytes)
    {
        _lag = task == _task ? Math.Max(0, _lag + 1 - ((double)(bytes - _bytes) / leastRate)) : 0;
        (_task, _bytes) = (task, bytes);
        return _lag;
    }

    /// <summary>Nothing is waited for.</summary>
    public void Rest() => _task = Nothing;
}
