using RedisAi.Errors;
using RedisAi.Sharing;

namespace RedisAi.Store.Redis;

/// <summary>A tensor store in Redis or Valkey, 6.2 or later, that several processes share: give it to <see cref="RedisAiOptions.SharedStore"/>.</summary>
/// <remarks>
/// <para>What was read is kept in this process, and forgotten when the server tells that somebody has written to it: a read may be as old as that message is under way. A write is in the server
/// when it ends. Keys of the form of a state, <c>session/model/input</c>, are asked for with each read, but for those of the sessions that this process owns, which are here.</para>
/// <para><see cref="Count"/>, <see cref="ByteLength"/> and <see cref="Keys"/> go through all keys of the server. All members may be called from several threads at once.</para>
/// </remarks>
public sealed class RedisTensorStore : SharedTensorStore
{
    private readonly RedisStoreOptions _options;
    private StoreParts? _parts;
    private int _isStarted;
    private volatile bool _isDisposed;

    /// <summary>Creates a store; nothing is connected before an engine opens it.</summary>
    /// <param name="options">The settings. Changes that are made to them later have no effect.</param>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public RedisTensorStore(RedisStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options.Copy();
    }

    /// <summary>Gets the number of keys, for which all of them are gone through.</summary>
    /// <exception cref="SharedStoreException">The server was not reached in time.</exception>
    public override long Count => Wait(CountAsync());

    /// <summary>Gets the bytes of the elements of all tensors, for which all keys are gone through; of texts their bytes, and the lengths of them.</summary>
    /// <exception cref="SharedStoreException">The server was not reached in time.</exception>
    public override long ByteLength => Wait(MeasureAsync());

    /// <summary>Gets how far the processes are with the models, scripts and plans that they share.</summary>
    /// <exception cref="InvalidOperationException">No engine has opened the store.</exception>
    /// <exception cref="NotSupportedException">The tensors are those of the server (<see cref="RedisTensorFormat.RedisAi"/>): each process has models of its own.</exception>
    public SharedModels Models => Parts() is { Catalog: not null } parts ? parts.Models : throw new NotSupportedException("With tensors of the server, each process has models of its own.");

    /// <inheritdoc/>
    public override AiTensor? Get(ReadOnlySpan<char> key) => Get(key, out _);

    /// <inheritdoc/>
    public override AiTensor? Get(ReadOnlySpan<char> key, out long version)
    {
        StoreParts parts = Parts();
        FoundTensor found = parts.Reads.TryGetLocal(key, out FoundTensor local) ? local : Wait(ReadAsync(parts, key.ToString(), CancellationToken.None));
        version = found.Version;
        return HandleOf(found);
    }

    /// <inheritdoc/>
    public override async ValueTask<AiTensor?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        StoreParts parts = Parts();
        return HandleOf(parts.Reads.TryGetLocal(key, out FoundTensor local) ? local : await ReadAsync(parts, key, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Gets several tensors, those that are not in this process in one round trip; in one for each node of a cluster.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Handles that the caller disposes, in the order of the keys; null where a key is absent.</returns>
    /// <exception cref="InvalidDataException">What is under a key is no tensor, or damaged.</exception>
    /// <exception cref="SharedStoreException">The server was not reached in time.</exception>
    public async ValueTask<AiTensor?[]> GetAllAsync(ReadOnlyMemory<string> keys, CancellationToken cancellationToken = default)
    {
        StoreParts parts = Parts();
        string[] names = keys.ToArray();
        foreach (string name in names)
        {
            ArgumentNullException.ThrowIfNull(name, nameof(keys));
        }

        FoundTensor[] found = await TensorReads.ReadAllAsync(names, (key, token) => ReadAsync(parts, key, token), cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(found, HandleOf);
    }

    /// <inheritdoc/>
    public override void Set(string key, AiTensor tensor, TimeSpan? timeToLive = null) => Wait(SetAllAsync(WriteOf(key, tensor, timeToLive)));

    /// <inheritdoc/>
    public override async ValueTask SetAsync(string key, AiTensor tensor, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await SetAllAsync(WriteOf(key, tensor, timeToLive)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts several tensors under their keys, in one round trip: all of them or none; on a cluster all or none of each slot, which is what has the same first segment.</summary>
    /// <param name="entries">Keys and tensors; a key that comes twice gets the later one.</param>
    /// <param name="timeToLive">When the entries expire, from now on; null, the default, for never.</param>
    /// <exception cref="TensorStoreFullException">One is larger than a key of Redis may be, or all of them. Nothing was changed.</exception>
    /// <exception cref="SharedStoreException">The server was not reached in time, or has no memory left.</exception>
    public override void SetAll(ReadOnlySpan<KeyValuePair<string, AiTensor>> entries, TimeSpan? timeToLive = null) => Wait(SetAllAsync(WritesOf(entries, timeToLive)));

    /// <inheritdoc cref="SetAll"/>
    /// <param name="entries">Keys and tensors; a key that comes twice gets the later one.</param>
    /// <param name="timeToLive">When the entries expire, from now on; null, the default, for never.</param>
    /// <param name="cancellationToken">Ends the wait, not the writing.</param>
    public override async ValueTask SetAllAsync(
        ReadOnlyMemory<KeyValuePair<string, AiTensor>> entries, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await SetAllAsync(WritesOf(entries.Span, timeToLive)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The tensors are those of the server (<see cref="RedisTensorFormat.RedisAi"/>), and the version is not 0: they have none.</exception>
    public override bool TryUpdate(string key, AiTensor tensor, long expectedVersion, TimeSpan? timeToLive = null)
    {
        TensorWrite write = WriteOf(key, tensor, timeToLive)[0];
        StoreParts parts = Parts();
        if (!parts.Held.Has(key, out string session, out long fence))
        {
            return Wait(parts.Writes.TryUpdateAsync(write, expectedVersion));
        }

        bool written = parts.Held.TryWrite(write, expectedVersion);
        Wait(written ? parts.Held.CommitAsync(session, fence) : Task.CompletedTask);
        return written;
    }

    /// <inheritdoc/>
    public override bool Remove(ReadOnlySpan<char> key)
    {
        StoreParts parts = Parts();
        if (!parts.Held.Has(key, out string session, out long fence))
        {
            return Wait(parts.Writes.RemoveAsync(key.ToString()));
        }

        bool removed = parts.Held.Remove(key.ToString());
        Wait(removed ? parts.Held.CommitAsync(session, fence) : Task.CompletedTask);
        return removed;
    }

    /// <inheritdoc/>
    public override bool Contains(ReadOnlySpan<char> key)
    {
        StoreParts parts = Parts();
        if (parts.Held.Has(key, out _, out _))
        {
            return parts.Held.Contains(key);
        }

        if (parts.Reads.TryGetLocal(key, out FoundTensor local))
        {
            TensorReads.Release(local);
            return true;
        }

        return Wait(parts.ContainsAsync(key.ToString()));
    }

    /// <inheritdoc/>
    public override TimeSpan? GetTimeToLive(ReadOnlySpan<char> key) => Wait(Parts().GetTimeToLiveAsync(key.ToString()));

    /// <inheritdoc/>
    public override bool SetTimeToLive(ReadOnlySpan<char> key, TimeSpan? timeToLive)
    {
        TensorWrite.Check(timeToLive);
        return Wait(Parts().Writes.ExpireAsync(key.ToString(), timeToLive));
    }

    /// <summary>Lists the keys that match a pattern, by going through all keys of the server with SCAN; in no particular order.</summary>
    /// <param name="pattern">As in <see cref="ITensorStore.Keys"/>.</param>
    /// <exception cref="SharedStoreException">The server was not reached in time.</exception>
    public override IEnumerable<string> Keys(string pattern = "*")
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return Wait(Parts().Listing.ListAsync(pattern));
    }

    /// <inheritdoc/>
    public override Task SaveAsync(string path, string pattern = "*", CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(pattern);
        return Parts().Files.SaveAsync(path, pattern, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<int> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parts().Files.LoadAsync(path, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<string?> RoutingHintAsync(string session, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(session);
        return await Parts().RoutingHintAsync(session, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        if (_parts is { } parts)
        {
            await parts.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal override IStateStore States => Parts().States;

    internal override ISharedCatalog? Catalog => Parts().Catalog;

    /// <summary>What was read before, for tests.</summary>
    internal TensorCache Cache => Parts().Cache;

    internal RedisConnection Connection => Parts().Connection;

    /// <summary>For workers on streams.</summary>
    internal ISessionPublisher? Publisher => Parts().Publisher;

    internal override void Start(SharingHost host)
    {
        if (Interlocked.Exchange(ref _isStarted, 1) != 0)
        {
            throw new InvalidOperationException("The store is open: a store belongs to one engine.");
        }

        _parts = new StoreParts(_options, host);
    }

    internal override void SetInOneStep(ReadOnlySpan<StoreWrite> entries) => Wait(SetAllAsync(WritesOf(entries)));

    internal override async ValueTask SetInOneStepAsync(ReadOnlyMemory<StoreWrite> entries) => await SetAllAsync(WritesOf(entries.Span)).ConfigureAwait(false);

    internal override Task FlushAsync() => Parts().States.CommitAsync();

    private static Task<FoundTensor> ReadAsync(StoreParts parts, string key, CancellationToken cancellationToken) =>
        parts.Held.Has(key, out string session, out long fence) && parts.Held.TryRead(key, session, fence, out FoundTensor held)
            ? Task.FromResult(held)
            : parts.Reads.ReadAsync(key, cancellationToken);

    private Task SetAllAsync(TensorWrite[] writes)
    {
        StoreParts parts = Parts();
        List<TensorWrite> sent = new(writes.Length);
        List<Task> tasks = [];
        foreach (TensorWrite write in writes)
        {
            if (parts.Held.Has(write.Key, out string session, out long fence))
            {
                parts.Held.TryWrite(write, expectedVersion: null);
                tasks.Add(parts.Held.CommitAsync(session, fence));
            }
            else
            {
                sent.Add(write);
            }
        }

        if (sent.Count > 0)
        {
            tasks.Add(parts.Writes.WriteAsync([.. sent]));
        }

        return tasks.Count == 1 ? tasks[0] : Task.WhenAll(tasks);
    }

    private static TensorWrite[] WriteOf(string key, AiTensor tensor, TimeSpan? timeToLive)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(tensor);
        TensorWrite.Check(timeToLive);
        return [new TensorWrite(key, tensor, timeToLive)];
    }

    private static TensorWrite[] WritesOf(ReadOnlySpan<KeyValuePair<string, AiTensor>> entries, TimeSpan? timeToLive)
    {
        TensorWrite[] writes = new TensorWrite[entries.Length];
        for (int i = 0; i < writes.Length; i++)
        {
            writes[i] = WriteOf(entries[i].Key, entries[i].Value, timeToLive)[0];
        }

        return LastOfEachKey(writes);
    }

    private static TensorWrite[] WritesOf(ReadOnlySpan<StoreWrite> entries)
    {
        TensorWrite[] writes = new TensorWrite[entries.Length];
        for (int i = 0; i < writes.Length; i++)
        {
            writes[i] = WriteOf(entries[i].Key, entries[i].Tensor, entries[i].TimeToLive)[0];
        }

        return LastOfEachKey(writes);
    }

    private static TensorWrite[] LastOfEachKey(TensorWrite[] writes) =>
        writes.Length < 2 ? writes : [.. writes.Reverse().DistinctBy(static write => write.Key).Reverse()];

    private static AiTensor? HandleOf(FoundTensor found) => found.IsAbsent ? null : new AiTensor(found.Value);

    private async Task<long> CountAsync() => (await Parts().Listing.ListAsync("*").ConfigureAwait(false)).Count;

    private async Task<long> MeasureAsync()
    {
        StoreParts parts = Parts();
        long bytes = 0;
        foreach (string[] keys in (await parts.Listing.ListAsync("*").ConfigureAwait(false)).Chunk(StoreParts.KeysAtOnce))
        {
            bytes += (await Task.WhenAll(keys.Select(parts.Form.LengthAsync)).ConfigureAwait(false)).Sum();
        }

        return bytes;
    }

    private StoreParts Parts()
    {
        if (_isDisposed)
        {
            throw EngineClosed.Error();
        }

        return _parts ?? throw new InvalidOperationException("The store is not open: an engine opens the store that it is given.");
    }

    /// <summary>Members without an asynchronous twin block. The pool adds threads for those that wait so.</summary>
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
