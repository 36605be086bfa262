using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>How far the processes are with the models, scripts and plans that they share. All members may be called from several threads at once.</summary>
public sealed class SharedModels
{
    private const int FieldsOfProcess = 3;

    private static readonly RedisScript s_list = new("model-list");

    private readonly RedisConnection _connection;
    private readonly ModelKeys _keys;
    private readonly CatalogRecords _records;

    internal SharedModels(RedisConnection connection)
    {
        _connection = connection;
        _keys = new ModelKeys(connection.Names);
        _records = new CatalogRecords(connection, _keys);
    }

    /// <summary>Says what was stored last under a key, and how far each process is with it.</summary>
    /// <param name="key">The key of a model or script, or the name of a plan.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when nothing that is shared is under the key.</returns>
    /// <exception cref="SharedStoreException">The store did not answer.</exception>
    public async Task<Rollout?> GetRolloutAsync(string key, DurableItemKind kind = DurableItemKind.Model, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        SharedLineId id = new(kind, key);
        RedisResult[] reply = (RedisResult[])(await _connection.RunAsync(
            s_list, [_keys.LineOf(id), _keys.StatesOf(id), _keys.Processes, _keys.Addresses], [], cancellationToken).ConfigureAwait(false))!;
        (long served, long next) = ((long)reply[0], (long)reply[2]);
        if (served == 0 && next == 0)
        {
            return null;
        }

        long revision = next == 0 ? served : next;
        SharedManifest manifest = _records.Parse(id, (byte[])reply[next == 0 ? 1 : 3]!);
        List<RolloutProcess> processes = [];
        for (int i = 5; i + FieldsOfProcess <= reply.Length; i += FieldsOfProcess)
        {
            SharedState state = SharedState.Parse(reply[i + 2].ToString());
            bool isOfThis = state.Revision == revision;
            processes.Add(new RolloutProcess(
                reply[i].ToString(), reply[i + 1].ToString(), isOfThis ? state.State : RolloutState.Waiting, isOfThis && state.Reason.Length > 0 ? state.Reason : null));
        }

        return new Rollout(
            kind, key, manifest.Latest, IsTurned: next == 0, TimeSpan.FromMilliseconds((long)reply[4]), [.. processes.OrderBy(static process => process.Address, StringComparer.Ordinal)]);
    }

    /// <summary>Lists all that is shared, by kinds and keys.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SharedStoreException">The store did not answer.</exception>
    public async Task<IReadOnlyList<Rollout>> ListAsync(CancellationToken cancellationToken = default)
    {
        List<Rollout> rollouts = [];
        foreach (SharedLineId id in (await _records.ReadIndexAsync(cancellationToken).ConfigureAwait(false)).Keys.OrderBy(static id => id.Kind).ThenBy(static id => id.Key, StringComparer.Ordinal))
        {
            if (await GetRolloutAsync(id.Key, id.Kind, cancellationToken).ConfigureAwait(false) is { } rollout)
            {
                rollouts.Add(rollout);
            }
        }

        return rollouts;
    }
}
