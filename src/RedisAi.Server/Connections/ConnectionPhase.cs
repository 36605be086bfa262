namespace RedisAi.Server.Connections;

/// <summary>What a connection does now, and since when: written by the thread that serves the client, read by any.</summary>
/// <param name="activity">Counts the seconds.</param>
internal sealed class ConnectionPhase(EndpointActivity activity)
{
    private volatile ConnectionState _state;
    private volatile int _since = activity.Tick;

    public ConnectionState State => _state;

    /// <summary>For how many seconds it has done so.</summary>
    public int Seconds => activity.Tick - _since;

    public void Enter(ConnectionState state)
    {
        _since = activity.Tick;
        _state = state;
    }

    /// <summary>Does the same in another way: the time runs on.</summary>
    public void Change(ConnectionState state) => _state = state;
}
