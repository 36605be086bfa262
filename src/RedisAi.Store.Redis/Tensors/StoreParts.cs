using RedisAi.Sharing;

namespace RedisAi.Store.Redis;

/// <summary>What a store consists of, from when an engine opens it.</summary>
internal sealed class StoreParts : IAsyncDisposable
{
    /// <summary>How many keys are asked for in one round trip by what goes through all of them.</summary>
    public const int KeysAtOnce = 500;

    private readonly SharedStates? _shared;
    private readonly InvalidationTracking? _tracking;

    public StoreParts(RedisStoreOptions options, SharingHost host)
    {
        Connection = RedisConnection.Create(options, host.Time, host.Logger);

        // Tensors of the server have no versions, and whether it tells of writes to them is not known.
        Cache = new TensorCache(options.Format == RedisTensorFormat.Plain ? options.LocalCacheBytes : 0, host.Time);
        Form = options.Format == RedisTensorFormat.Plain ? new PlainForm(Connection) : new ServerTensorForm(Connection);
        Reads = new TensorReads(Form, Cache);
        Writes = new TensorWrites(Form, Cache);
        Listing = new KeyListing(Connection);
        Files = new StoreFiles(this, host.Time);

        _shared = options.Format == RedisTensorFormat.Plain ? new SharedStates(Connection, host) : null;
        States = _shared ?? (IStateStore)new UnsharedStates();
        Held = new HeldStates(States);

        // A server of tensors need not have scripts, by which processes agree.
        Catalog = options.Format == RedisTensorFormat.Plain ? new RedisCatalog(Connection) : null;
        Models = new SharedModels(Connection);
        if (Cache.IsEnabled && options.Tracking == RedisTracking.Auto)
        {
            _tracking = new InvalidationTracking(Connection, Cache);
            _tracking.Start();
        }
    }

    public RedisConnection Connection { get; }

    public TensorCache Cache { get; }

    public ITensorForm Form { get; }

    public TensorReads Reads { get; }

    public TensorWrites Writes { get; }

    public KeyListing Listing { get; }

    public StoreFiles Files { get; }

    public IStateStore States { get; }

    public HeldStates Held { get; }

    /// <summary>Gives sessions to those who publish their states; null where the tensors are those of the server, which have no sessions that are shared.</summary>
    public ISessionPublisher? Publisher => _shared?.Publisher;

    public ISharedCatalog? Catalog { get; }

    public SharedModels Models { get; }

    public Task<bool> ContainsAsync(string key)
    {
        var name = Connection.Names.Of(key);
        return Connection.TryAsync(database => database.KeyExistsAsync(name));
    }

    public Task<TimeSpan?> GetTimeToLiveAsync(string key)
    {
        var name = Connection.Names.Of(key);
        return Connection.TryAsync(database => database.KeyTimeToLiveAsync(name));
    }

    /// <summary>Says where the owner of a session is; null when it has none.</summary>
    public ValueTask<string?> RoutingHintAsync(string session, CancellationToken cancellationToken) =>
        _shared is null ? ValueTask.FromResult<string?>(null) : _shared.Leases.OwnerOfAsync(session, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // While there is a connection.
        if (_shared is not null)
        {
            await _shared.DisposeAsync().ConfigureAwait(false);
        }

        if (_tracking is not null)
        {
            await _tracking.DisposeAsync().ConfigureAwait(false);
        }

        Cache.Dispose();
        await Connection.DisposeAsync().ConfigureAwait(false);
    }
}
