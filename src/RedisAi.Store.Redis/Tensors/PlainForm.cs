using System.Buffers.Binary;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Tensors as strings of Redis, see <see cref="TensorRecord"/>; a script that writes one gives it its version.</summary>
/// <param name="connection">The connection.</param>
internal sealed class PlainForm(RedisConnection connection) : ITensorForm
{
    private static readonly RedisScript s_set = new("tensor-set");
    private static readonly RedisScript s_update = new("tensor-update") { IsRepeatable = false };
    private static readonly RedisScript s_changed = new("tensor-changed");
    private static readonly RedisScript s_remove = new("tensor-remove");
    private static readonly RedisScript s_expire = new("tensor-expire");

    private readonly SessionNames _names = new(connection.Names);

    public async Task<FoundTensor> ReadAsync(string key, TensorReading reading, CancellationToken cancellationToken)
    {
        RedisKey name = connection.Names.Of(key);
        FoundRecord found = await connection.TryAsync(database => GetAsync(database, name, reading), cancellationToken).ConfigureAwait(false);
        using (found.Record)
        {
            return found.Record is null ? default : Read(key, found.Record.Memory, found.Left) with { IsFollowed = found.IsFollowed };
        }
    }

    public async Task<FoundTensor> ReadIfChangedAsync(string key, long version, TensorReading reading, CancellationToken cancellationToken)
    {
        // What has no version of its own is never the same.
        byte[] known = version > 1 ? new byte[sizeof(long)] : [];
        if (known.Length > 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(known, version);
        }

        RedisKey[] keys = [connection.Names.Of(key)];
        RedisValue[] arguments = [known];
        RedisResult? followed = reading == TensorReading.Followed
            ? await connection.TryAsync(database => FollowedRead.TryAsync(database, following => following.ScriptEvaluateAsync(s_changed.Sha, keys, arguments)), cancellationToken).ConfigureAwait(false)
            : null;
        RedisResult result = followed ?? await connection.RunAsync(s_changed, keys, arguments, cancellationToken).ConfigureAwait(false);
        if (result.IsNull)
        {
            return default;
        }

        TimeSpan? left = (long)result[0] is >= 0 and var milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
        FoundTensor found = result.Length == 1 ? new FoundTensor(default, version, left) : Read(key, (byte[]?)result[1], left);
        return found with { IsFollowed = followed is not null };
    }

    public async Task WriteAsync(TensorWrite[] writes)
    {
        // All are encoded, and refused where they are too large, before one is sent; and before anything is waited for: the tensors are the caller's.
        byte[][] records = [.. writes.Select(static write => TensorRecord.Encode(write.Tensor, version: 0))];
        RedisKey[] keys = [.. writes.Select(write => connection.Names.Of(write.Key))];
        bool isDivided = keys.Length > 1 && await connection.IsClusterAsync().ConfigureAwait(false);
        int[][] slots = isDivided
            ? [.. Enumerable.Range(0, keys.Length).GroupBy(place => connection.SlotOf(keys[place])).Select(static slot => slot.ToArray())]
            : [[.. Enumerable.Range(0, keys.Length)]];
        foreach (int[] places in slots)
        {
            long bytes = places.Sum(place => (long)records[place].Length);
            if (bytes > TensorRecord.MaxBytes)
            {
                throw new TensorStoreFullException(bytes, TensorRecord.MaxBytes);
            }
        }

        await Task.WhenAll(slots.Select(places => SetAsync(places, keys, records, writes))).ConfigureAwait(false);
    }

    public async Task<bool> TryUpdateAsync(TensorWrite write, long expectedVersion)
    {
        RedisValue[] arguments = [TensorRecord.Encode(write.Tensor, version: 0), write.Milliseconds, expectedVersion];
        return (long)await connection.RunAsync(s_update, KeysOf(write.Key), arguments, waitForReplicas: true).ConfigureAwait(false) != 0;
    }

    public async Task<bool> RemoveAsync(string key) =>
        (long)await connection.RunAsync(s_remove, KeysOf(key), [], waitForReplicas: true).ConfigureAwait(false) != 0;

    public async Task<bool> ExpireAsync(string key, TimeSpan? timeToLive) =>
        (long)await connection.RunAsync(s_expire, KeysOf(key), [TensorWrite.MillisecondsOf(timeToLive)], waitForReplicas: true).ConfigureAwait(false) != 0;

    public async Task<long> LengthAsync(string key)
    {
        RedisKey name = connection.Names.Of(key);
        (long length, byte[]? head) = await connection.TryAsync(database => MeasureAsync(database, name)).ConfigureAwait(false);
        return head is { Length: TensorRecord.FixedBytes } ? Math.Max(0, length - TensorRecord.HeaderLength(TensorRecord.RankOf(head))) : 0;
    }

    /// <summary>Puts the tensors at some places of a write, all in one slot, in one step.</summary>
    private Task<RedisResult> SetAsync(int[] places, RedisKey[] names, byte[][] records, TensorWrite[] writes)
    {
        List<RedisKey> keys = [.. places.Select(place => names[place])];
        List<RedisValue> arguments = [places.Length];
        foreach (int place in places)
        {
            bool isState = TryGetSet(writes[place].Key, out RedisKey set);
            if (isState)
            {
                keys.Add(set);
            }

            arguments.AddRange([records[place], writes[place].Milliseconds, isState ? keys.Count : 0]);
        }

        return connection.RunAsync(s_set, [.. keys], [.. arguments], waitForReplicas: true);
    }

    private RedisKey[] KeysOf(string key) => TryGetSet(key, out RedisKey set) ? [connection.Names.Of(key), set] : [connection.Names.Of(key)];

    /// <summary>The set of the keys of the states of the session of which a key may be a state: its next owner loads what is there.</summary>
    private bool TryGetSet(string key, out RedisKey set)
    {
        string segment = SessionNames.SegmentOfKey(key).ToString();

        // Where the keys of a session would not be in one slot, it cannot be taken on a cluster: nobody would load them.
        bool isState = KeyNames.SessionOf(key) is not null && KeyNames.HasOneSlot(segment);
        set = isState ? _names.StatesOf(segment) : default;
        return isState;
    }

    private static async Task<FoundRecord> GetAsync(IDatabase database, RedisKey name, TensorReading reading)
    {
        FoundRecord? followed = reading == TensorReading.Followed
            ? await FollowedRead.TryAsync(database, following => GetAsync(following, name, withTimeToLive: true)).ConfigureAwait(false)
            : null;
        return followed is null ? await GetAsync(database, name, reading != TensorReading.Alone).ConfigureAwait(false) : followed with { IsFollowed = true };
    }

    private static async Task<FoundRecord> GetAsync(IDatabaseAsync database, RedisKey name, bool withTimeToLive)
    {
        // In this order: whatever happens in between is a write after the read, and told of.
        Task<Lease<byte>?> record = database.StringGetLeaseAsync(name);
        Task<TimeSpan?> left = withTimeToLive ? database.KeyTimeToLiveAsync(name) : Task.FromResult<TimeSpan?>(null);
        await Task.WhenAll(record, left).ConfigureAwait(false);
        return new FoundRecord(await record.ConfigureAwait(false), await left.ConfigureAwait(false), IsFollowed: false);
    }

    private static async Task<(long Length, byte[]? Head)> MeasureAsync(IDatabase database, RedisKey name)
    {
        Task<long> length = database.StringLengthAsync(name);
        Task<RedisValue> head = database.StringGetRangeAsync(name, 0, TensorRecord.FixedBytes - 1);
        await Task.WhenAll(length, head).ConfigureAwait(false);
        return (await length.ConfigureAwait(false), await head.ConfigureAwait(false));
    }

    private FoundTensor Read(string key, ReadOnlyMemory<byte> record, TimeSpan? left)
    {
        try
        {
            return new FoundTensor(TensorRecord.Decode(record, out long version), version, left);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"The key '{connection.Names.Of(key)}' in {connection.Name} holds no tensor. {error.Message}", error);
        }
    }

    private sealed record FoundRecord(Lease<byte>? Record, TimeSpan? Left, bool IsFollowed);
}
