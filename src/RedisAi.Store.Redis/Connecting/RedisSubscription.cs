using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>One who listens to a channel; disposed when it does no longer.</summary>
internal sealed class RedisSubscription : IDisposable
{
    private readonly RedisConnection _connection;
    private readonly Action<RedisValue> _onMessage;
    private int _isDisposed;

    public RedisSubscription(RedisConnection connection, string channel, Action<RedisValue> onMessage)
    {
        _connection = connection;
        _onMessage = onMessage;
        Channel = RedisChannel.Literal(channel);
        Receive = OnMessage;
    }

    public RedisChannel Channel { get; }

    /// <summary>What the client calls; one object, by which it knows the listener.</summary>
    public Action<RedisChannel, RedisValue> Receive { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _connection.Unsubscribe(this);
        }
    }

    private void OnMessage(RedisChannel channel, RedisValue message)
    {
        if (Volatile.Read(ref _isDisposed) != 0)
        {
            return;
        }

        try
        {
            _onMessage(message);
        }
        catch (Exception error)
        {
            _connection.Logger.ListenerFailed(error, channel.ToString(), _connection.Name);
        }
    }
}
