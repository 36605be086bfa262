using RedisAi.Server.Hosting;

namespace RedisAi.Server.Connections;

/// <summary>Looks after the connections of an endpoint once a second: ends those that take too long, and takes the buffers of those that are idle.</summary>
internal sealed class ClientSweeper : IDisposable
{
    /// <summary>So long a client that says nothing keeps its buffers.</summary>
    private const int WarmSeconds = 2;

    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly EndpointState _endpoint;
    private readonly Func<IEnumerable<Connection>> _connections;
    private readonly ITimer _timer;

    /// <param name="endpoint">The endpoint.</param>
    /// <param name="connections">Its connections now.</param>
    public ClientSweeper(EndpointState endpoint, Func<IEnumerable<Connection>> connections)
    {
        _endpoint = endpoint;
        _connections = connections;
        _timer = endpoint.Server.Time.CreateTimer(static state => ((ClientSweeper)state!).Sweep(), this, s_period, s_period);
    }

    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        _endpoint.Activity.NextTick();
        foreach (Connection connection in _connections())
        {
            if (Overdue(connection) is { } why)
            {
                _endpoint.Server.Logger.ClientTooSlow(connection.Session.RemoteAddress, why);
                connection.Abort();
                continue;
            }

            ConnectionPhase phase = connection.Phase;
            if (phase is { State: ConnectionState.Receiving, Seconds: >= WarmSeconds })
            {
                connection.CoolDown();
            }
            else if (phase is { State: ConnectionState.Executing, Seconds: > 0 })
            {
                connection.LookForClient();
            }
        }
    }

    /// <summary>What the client was too slow in; null when it was not.</summary>
    private string? Overdue(Connection connection)
    {
        RespEndpointOptions options = _endpoint.Options;
        ConnectionPhase phase = connection.Phase;
        if (connection.Session.User is null && _endpoint.Server.Time.GetElapsedTime(connection.Session.Since) > options.HandshakeTimeout)
        {
            return "authenticating";
        }

        if (phase.State == ConnectionState.Sending)
        {
            return connection.SendPace.Wait(connection.Commands, connection.BytesOut) > options.SendTimeout.TotalSeconds ? "taking its replies" : null;
        }

        if (phase.State is not (ConnectionState.Receiving or ConnectionState.Idle))
        {
            return null;
        }

        return phase.Seconds > options.IdleTimeout?.TotalSeconds ? "sending a command"
            : Lag(connection) > options.ReceiveTimeout.TotalSeconds ? "sending the rest of what it has begun"
            : null;
    }

    /// <summary>How far a client that is received from lags behind with what it has begun.</summary>
    private static double Lag(Connection connection)
    {
        bool keepsShared = connection.KeepsShared;
        if (!keepsShared && !connection.IsWithinCommand)
        {
            connection.ReceivePace.Rest();
            return 0;
        }

        // Each command has a time of its own, but for those of a client that keeps from others, from one to the next, what all share.
        bool isOneTask = keepsShared && connection.Session.IsMidway;
        return connection.ReceivePace.Wait(isOneTask ? 0 : 1 + connection.Commands, connection.BytesIn);
    }
}
