using System.Globalization;
using RedisAi.Persistence;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Reads and writes what Redis has of the models, scripts and plans of all processes.</summary>
internal sealed class CatalogRecords(RedisConnection connection, ModelKeys keys)
{
    private static readonly RedisScript s_write = new("model-write");
    private static readonly RedisScript s_turn = new("model-turn");
    private static readonly RedisScript s_report = new("model-report");
    private static readonly RedisScript s_take = new("model-take");
    private static readonly RedisScript s_give = new("model-give");

    private static readonly RedisValue[] s_fields = ["served", "servedItems", "next", "nextItems"];

    private static RedisValue AsItIs => "=";

    /// <exception cref="DurableStorageException">What is there makes no sense.</exception>
    public async Task<SharedRecord> ReadAsync(SharedLineId id, CancellationToken cancellationToken)
    {
        RedisKey line = keys.LineOf(id);
        RedisValue[] fields = await connection.TryAsync(database => database.HashGetAsync(line, s_fields), cancellationToken).ConfigureAwait(false);
        (long served, long next) = ((long)fields[0], (long)fields[2]);
        return new SharedRecord(served, served == 0 ? SharedManifest.Empty : Parse(id, fields[1]), next, next == 0 ? null : Parse(id, fields[3]));
    }

    /// <summary>Reads what serves as <see cref="ReadAsync"/> does.</summary>
    public SharedManifest Parse(SharedLineId id, ReadOnlyMemory<byte> items)
    {
        try
        {
            return SharedManifest.Read(items);
        }
        catch (Exception error) when (DurableJson.IsDamage(error))
        {
            throw new DurableStorageException($"What {connection.Name} has of the {DurableItemName.Of(id.Kind)} '{id.Key}' is damaged: {error.Message.TrimEnd('.')}.", error);
        }
    }

    /// <summary>Changes what serves, what is to serve, or both.</summary>
    /// <param name="id">The line.</param>
    /// <param name="before">What was there, as far as the caller knows.</param>
    /// <param name="served">What serves from now on; null for as it is.</param>
    /// <param name="next">What is to serve; null for as it is.</param>
    /// <param name="write">One text for each change, so that it is made once.</param>
    /// <param name="token">The token of the turn; null for a change that needs none.</param>
    /// <returns>The outcome, and the revisions that are there then.</returns>
    public async Task<(CatalogOutcome Outcome, long Served, long Next)> WriteAsync(
        SharedLineId id, SharedRecord before, SharedManifest? served, SharedManifest? next, string write, string? token)
    {
        RedisResult result = await connection.RunAsync(
            s_write,
            [keys.LineOf(id), keys.Index, keys.References, keys.Revision, keys.StatesOf(id), keys.Numbers, keys.TurnOf(id), keys.Absent],
            [
                id.Name, keys.PiecePrefix, keys.Channel, write, token ?? "", before.ServedRevision, before.NextRevision,
                served?.Write() ?? AsItIs, served?.Blobs ?? "", next?.Write() ?? AsItIs, next?.Blobs ?? "",
                (long)connection.Options.ModelTurnTimeout.TotalMilliseconds, Math.Max(served?.Latest ?? 0, next?.Latest ?? 0),
            ],
            waitForReplicas: true).ConfigureAwait(false);
        CatalogOutcome outcome = (CatalogOutcome)(int)result[0];
        return outcome == CatalogOutcome.Written ? (outcome, (long)result[1], (long)result[2]) : (outcome, 0, 0);
    }

    /// <summary>Lets serve what is to serve, if its time has come.</summary>
    /// <returns>False when processes are still waited for; true when it serves, or something else has become of it.</returns>
    public async Task<bool> TryTurnAsync(SharedLineId id, long revision, CancellationToken cancellationToken)
    {
        RedisResult result = await connection.RunAsync(
            s_turn,
            [keys.LineOf(id), keys.Index, keys.References, keys.Revision, keys.StatesOf(id), keys.Processes, keys.Absent],
            [id.Name, keys.PiecePrefix, keys.Channel, revision],
            cancellationToken).ConfigureAwait(false);
        return (int)result[0] != 0;
    }

    /// <summary>Says how far this process is.</summary>
    public Task ReportAsync(SharedLineId id, SharedState state, CancellationToken cancellationToken) => connection.RunAsync(
        s_report, [keys.LineOf(id), keys.StatesOf(id)], [id.Name, keys.Channel, connection.OwnerId, state.Write()], cancellationToken);

    /// <summary>Takes the turn to change a line, or goes on with it; false when it is another's.</summary>
    public async Task<bool> TryTakeTurnAsync(SharedLineId id, string token, CancellationToken cancellationToken) =>
        (int)await connection.RunAsync(
            s_take, [keys.TurnOf(id)], [token, (long)connection.Options.LeaseTime.TotalMilliseconds], cancellationToken).ConfigureAwait(false) == 1;

    public Task GiveTurnAsync(SharedLineId id, string token) => connection.RunAsync(s_give, [keys.TurnOf(id)], [token, keys.Channel, id.Name]);

    /// <summary>The highest number that a version has had.</summary>
    public async Task<int> ReadLatestAsync(SharedLineId id, CancellationToken cancellationToken) =>
        (int)await connection.TryAsync(database => database.HashGetAsync(keys.Numbers, id.Name), cancellationToken).ConfigureAwait(false);

    /// <summary>The latest revision of any line, and when the catalog was begun, which is another after Redis was emptied; both 0 where there is none.</summary>
    public async Task<(long Revision, long Epoch)> ReadRevisionAsync(CancellationToken cancellationToken)
    {
        RedisValue value = await connection.TryAsync(database => database.StringGetAsync(keys.Revision), cancellationToken).ConfigureAwait(false);
        return TryParsePair(value, out long revision, out long epoch) ? (revision, epoch) : (0, 0);
    }

    /// <summary>The lines that are there, each with the revision that serves and the one that is to.</summary>
    public async Task<IReadOnlyDictionary<SharedLineId, (long Served, long Next)>> ReadIndexAsync(CancellationToken cancellationToken)
    {
        HashEntry[] entries = await connection.TryAsync(database => database.HashGetAllAsync(keys.Index), cancellationToken).ConfigureAwait(false);
        Dictionary<SharedLineId, (long Served, long Next)> index = [];
        foreach (HashEntry entry in entries)
        {
            if (SharedLineId.TryParse(entry.Name, out SharedLineId id) && TryParsePair(entry.Value, out long served, out long next))
            {
                index[id] = (served, next);
            }
        }

        return index;
    }

    private static bool TryParsePair(RedisValue value, out long first, out long second)
    {
        string[] parts = value.ToString().Split(' ');
        second = 0;
        return long.TryParse(parts[0], CultureInfo.InvariantCulture, out first) && parts.Length == 2 && long.TryParse(parts[1], CultureInfo.InvariantCulture, out second);
    }
}
