using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Settings of a store in Redis or Valkey that several processes share.</summary>
/// <remarks>All processes that share a store have the same <see cref="KeyPrefix"/>, <see cref="Format"/> and <see cref="LeaseTime"/>.</remarks>
public sealed class RedisStoreOptions
{
    // A lease that is over is taken at the next try, and states are loaded then.
    private static readonly TimeSpan s_takeoverTime = TimeSpan.FromSeconds(5);

    private TimeSpan? _sessionTimeout;

    /// <summary>Gets or sets where the servers are, with users, passwords and TLS, as StackExchange.Redis writes it: <c>host:6379,user=app,password=…,ssl=true</c>.</summary>
    /// <value>The default is <c>localhost:6379</c>. With <c>serviceName=…</c> the addresses are those of sentinels; of a cluster a few nodes are enough.</value>
    public string Configuration { get; set; } = "localhost:6379";

    /// <summary>Gets or sets what makes the settings of the client, for what no text can say, such as a client certificate. Called once; <see cref="Configuration"/> does not count then.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public Func<ConfigurationOptions>? ConfigurationFactory { get; set; }

    /// <summary>Gets or sets what the keys in Redis begin with.</summary>
    /// <value>The default is <c>ai:</c>. Not empty, without braces, at most 128 characters.</value>
    public string KeyPrefix { get; set; } = "ai:";

    /// <summary>Gets or sets what a tensor is at the other end.</summary>
    /// <value>The default is <see cref="RedisTensorFormat.Plain"/>.</value>
    public RedisTensorFormat Format { get; set; }

    /// <summary>Gets or sets what a call of a session waits for. Whatever is set in the store by itself is always written through.</summary>
    /// <value>The default is <see cref="RedisWriteMode.WriteBehind"/>.</value>
    public RedisWriteMode Writes { get; set; } = RedisWriteMode.WriteBehind;

    /// <summary>Gets or sets after how long, at the latest, the states of a call begin to be sent, with <see cref="RedisWriteMode.WriteBehind"/>.</summary>
    /// <value>The default is 100 ms; from 1 ms to half of <see cref="LeaseTime"/>.</value>
    public TimeSpan WriteInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets how long a session stays with a process that is not heard of any more.</summary>
    /// <value>The default is 10 s; from 500 ms to an hour.</value>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how others reach this process: what <c>RoutingHintAsync</c> says of the sessions that it owns.</summary>
    /// <value>The default is <see langword="null"/>: the name of the machine and the number of the process, as in <c>web-7:4211</c>.</value>
    public string? Address { get; set; }

    /// <summary>Gets or sets how long a call waits for a session that another process owns, where the call has no deadline of its own.</summary>
    /// <value>
    /// The default is <see cref="LeaseTime"/> and 5 s, so that a call whose session's owner has died waits long enough to take it over; from a millisecond to two hours.
    /// </value>
    public TimeSpan SessionTimeout
    {
        get => _sessionTimeout ?? LeaseTime + s_takeoverTime;
        set => _sessionTimeout = value;
    }

    /// <summary>Gets or sets how long a command may take, with the tries made again while a master changes.</summary>
    /// <value>The default is 5 s; from 10 ms to an hour.</value>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how many replicas must have a write before it counts (<c>WAIT</c>).</summary>
    /// <value>The default is 0; at most 16.</value>
    public int Replicas { get; set; }

    /// <summary>Gets or sets how long a write waits for its <see cref="Replicas"/>.</summary>
    /// <value>The default is one second; from a millisecond to <see cref="CommandTimeout"/>.</value>
    public TimeSpan ReplicaTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the bytes of tensors that are kept in this process to be read again; the states of its own sessions do not count.</summary>
    /// <value>The default is 256 MiB; 0 for no cache.</value>
    public long LocalCacheBytes { get; set; } = 256L << 20;

    /// <summary>Gets or sets how the local cache learns of what others write.</summary>
    /// <value>The default is <see cref="RedisTracking.Auto"/>.</value>
    public RedisTracking Tracking { get; set; }

    /// <summary>Gets or sets after how long a session that is not called is given up, so that its states leave the memory of this process.</summary>
    /// <value>The default is 5 minutes; from <see cref="LeaseTime"/> to a day.</value>
    public TimeSpan IdleRelease { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how long a model, script or plan that was stored waits at most until all processes have loaded it, before it serves; whoever stores it waits as long.</summary>
    /// <value>The default is 30 s; from a millisecond to a day. Where all are ready before, or have told that they cannot load it, it serves then.</value>
    public TimeSpan ModelTurnTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A copy, which nobody changes.</summary>
    internal RedisStoreOptions Copy() => (RedisStoreOptions)MemberwiseClone();
}
