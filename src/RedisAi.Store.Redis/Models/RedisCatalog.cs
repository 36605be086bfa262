using System.Collections.Concurrent;
using RedisAi.Persistence;
using RedisAi.Sharing;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>The models, scripts and plans that several processes share: what one stores is in Redis, and serves with all once they are ready. Used by several threads at once.</summary>
internal sealed class RedisCatalog : ISharedCatalog, IDisposable
{
    private readonly ConcurrentDictionary<SharedLineId, SharedLine> _lines = new();
    private readonly RedisConnection _connection;
    private readonly ModelKeys _keys;
    private readonly CatalogRecords _records;
    private readonly BlobWriter _blobs;
    private readonly IDisposable _notices;
    private LineSync? _sync;
    private CatalogFollower? _follower;
    private volatile bool _isCutOff;

    public RedisCatalog(RedisConnection connection)
    {
        _connection = connection;
        _keys = new ModelKeys(connection.Names);
        _records = new CatalogRecords(connection, _keys);
        _blobs = new BlobWriter(connection, _keys);
        _notices = connection.Subscribe(_keys.Channel, Hear);
        connection.Reconnected += LookEverywhere;
    }

    /// <summary>How long nobody waits longer for a message that may be lost.</summary>
    public static TimeSpan PollInterval { get; } = TimeSpan.FromSeconds(1);

    public string Name => _connection.Name;

    public bool IsShared => true;

    public IReadOnlyList<RestoreFailure> Failures => [.. _lines.Values.Select(static line => line.Failure).OfType<RestoreFailure>()];

    /// <summary>The lines that this process has met.</summary>
    public IEnumerable<SharedLine> Lines => _lines.Values;

    private LineSync Sync => _sync ?? throw new InvalidOperationException("No engine has been given this catalog.");

    public void Start(ISharedCatalogHost host)
    {
        _sync = new LineSync(_connection, _records, host, token => CatchUpOrThrowAsync(plans: false, token));
        _follower = new CatalogFollower(_connection, _keys, _records, _sync, this);
    }

    public SharedLine LineOf(SharedLineId id) => _lines.GetOrAdd(id, static (id, time) => new SharedLine(id, time), _connection.Time);

    public int LatestNumber(DurableItemKind kind, string key) => _lines.TryGetValue(new SharedLineId(kind, key), out SharedLine? line) ? line.Latest : 0;

    public IReadOnlyList<DurableItem> NotHere(DurableItemKind kind, string key) =>
        _lines.TryGetValue(new SharedLineId(kind, key), out SharedLine? line) && line.Seen is { } seen && seen.ServedRevision != line.Applied ? seen.Served.AsDurable(line.Id) : [];

    public Stream OpenContent(DurableItemId id, string name)
    {
        SharedPart? part = _lines.TryGetValue(new SharedLineId(id.Kind, id.Key), out SharedLine? line) ? line.Find(id.Version, name) : null;
        return part is null ? throw Damaged("it was replaced, or is not there") : new BlobStream(_connection, _keys, part, Damaged);

        DurableStorageException Damaged(string why) =>
            new($"What {Name} has of the {DurableItemName.Of(id.Kind)} '{id.Key}', version {id.Version}, cannot be read: {why}.");
    }

    public async ValueTask<IAsyncDisposable?> BeginChangeAsync(DurableItemKind kind, string key, CancellationToken cancellationToken)
    {
        SharedLine line = LineOf(new SharedLineId(kind, key));
        await line.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        LineTurn? turn = null;
        try
        {
            turn = await LineTurn.TakeAsync(_connection, _records, line, () => SyncOrWaitAsync(line, cancellationToken), Begin, cancellationToken).ConfigureAwait(false);

            // What others have put there comes first.
            while (!await Sync.SyncAsync(line, cancellationToken).ConfigureAwait(false))
            {
                await line.Changed.WaitAsync(PollInterval, cancellationToken).ConfigureAwait(false);
            }

            line.Latest = await _records.ReadLatestAsync(line.Id, cancellationToken).ConfigureAwait(false);
            return turn;
        }
        catch
        {
            if (turn is null)
            {
                line.Gate.Release();
            }
            else
            {
                await turn.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    public async Task WriteAsync(IReadOnlyList<DurableItemChange> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        SharedLine line = LineOf(new SharedLineId(changes[0].Id.Kind, changes[0].Id.Key));
        LineWrite write = new(_connection, _records, _blobs, line, changes);
        await write.RunAsync().ConfigureAwait(false);
    }

    public async Task CatchUpAsync(bool plans, CancellationToken cancellationToken)
    {
        if (_isCutOff)
        {
            // Who starts while Redis is down is not kept waiting for it again and again.
            return;
        }

        try
        {
            await CatchUpOrThrowAsync(plans, cancellationToken).ConfigureAwait(false);
        }
        catch (SharedStoreException error)
        {
            // Whoever follows tries it again.
            _isCutOff = true;
            _connection.Logger.FollowingFailed(error, Name);
        }
    }

    public async Task FollowAsync()
    {
        if (_follower is { } follower)
        {
            Task started = follower.StartAsync();
            await (_isCutOff ? Task.CompletedTask : started).ConfigureAwait(false);
            _isCutOff = false;
        }
    }

    public async Task StopAsync()
    {
        await (_follower?.StopAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        foreach (SharedLine line in _lines.Values)
        {
            if (await line.Gate.WaitAsync(0).ConfigureAwait(false))
            {
                line.Drop();
                line.Gate.Release();
            }
        }

        Dispose();
    }

    /// <summary>Has a line brought up to date, if this process follows what others store.</summary>
    public void Begin(SharedLine line) => _follower?.Begin(line);

    public void Dispose()
    {
        _connection.Reconnected -= LookEverywhere;
        _notices.Dispose();
    }

    private async Task SyncOrWaitAsync(SharedLine line, CancellationToken cancellationToken)
    {
        await Sync.SyncAsync(line, cancellationToken).ConfigureAwait(false);
        await line.Changed.WaitAsync(PollInterval, cancellationToken).ConfigureAwait(false);
    }

    private async Task CatchUpOrThrowAsync(bool plans, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<SharedLineId, (long Served, long Next)> index = await _records.ReadIndexAsync(cancellationToken).ConfigureAwait(false);
        ParallelOptions options = new() { MaxDegreeOfParallelism = CatalogRestore.MaxLoads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            index.Keys.Where(id => id.Kind == DurableItemKind.Plan == plans),
            options,
            async (id, token) =>
            {
                SharedLine line = LineOf(id);
                await line.Gate.WaitAsync(token).ConfigureAwait(false);
                try
                {
                    await Sync.SyncAsync(line, token).ConfigureAwait(false);
                }
                finally
                {
                    line.Gate.Release();
                }
            }).ConfigureAwait(false);
    }

    private void Hear(RedisValue name)
    {
        if (SharedLineId.TryParse(name, out SharedLineId id))
        {
            SharedLine line = LineOf(id);
            line.Changed.Set();
            Begin(line);
        }
        else
        {
            LookEverywhere();
        }
    }

    private void LookEverywhere()
    {
        foreach (SharedLine line in _lines.Values)
        {
            line.Changed.Set();
        }

        _follower?.Wake();
    }
}
