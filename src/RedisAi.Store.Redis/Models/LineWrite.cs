using System.Security.Cryptography;
using RedisAi.Models;
using RedisAi.Persistence;

namespace RedisAi.Store.Redis;

/// <summary>Changes what is under a key, as this process was asked to: once.</summary>
/// <param name="connection">The connection.</param>
/// <param name="records">What Redis has.</param>
/// <param name="blobs">Writes contents.</param>
/// <param name="line">The line.</param>
/// <param name="changes">The changes.</param>
internal sealed class LineWrite(RedisConnection connection, CatalogRecords records, BlobWriter blobs, SharedLine line, IReadOnlyList<DurableItemChange> changes)
{
    /// <summary>How often others may come first; they are others who remove, since whoever stores waits for a turn.</summary>
    private const int MaxTries = 100;

    private readonly string _id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly Dictionary<int, IReadOnlyList<SharedPart>> _parts = [];
    private readonly string? _token = line.Token;

    private bool Puts => changes.Any(static change => change.Kind == DurableItemChangeKind.Put);

    /// <summary>Whether it comes of a turn for sure. Who removes needs none, and is overtaken then by whoever brings the line up to date, who removes it here, too.</summary>
    private bool IsInTurn => changes.Any(static change => change.Kind is DurableItemChangeKind.Put or DurableItemChangeKind.SetHead);

    /// <summary>Writes the changes; where something is put, it returns when that may serve.</summary>
    /// <exception cref="SharedStoreException">Redis does not answer, or another process has the turn by now.</exception>
    /// <exception cref="DurableStorageException">A content cannot be read.</exception>
    public async Task RunAsync()
    {
        await WriteContentsAsync(always: false).ConfigureAwait(false);
        if (await WriteManifestAsync().ConfigureAwait(false) is { } next)
        {
            await AwaitTurnAsync(next).ConfigureAwait(false);
        }
    }

    private async Task WriteContentsAsync(bool always)
    {
        foreach (DurableItemChange change in changes.Where(static change => change.Kind == DurableItemChangeKind.Put))
        {
            List<SharedPart> parts = [];
            foreach (DurableContent content in change.Contents)
            {
                SharedPart part = blobs.Describe(content);
                await blobs.WriteAsync(content, part, always).ConfigureAwait(false);
                parts.Add(part);
            }

            _parts[change.Id.Version] = parts;
        }
    }

    /// <summary>Writes what serves, or is to serve; the revision that is to, or null where nothing is waited for.</summary>
    private async Task<long?> WriteManifestAsync()
    {
        for (int tries = 0; tries < MaxTries; tries++)
        {
            SharedRecord before = await records.ReadAsync(line.Id, CancellationToken.None).ConfigureAwait(false);
            SharedManifest? served = Puts ? null : After(before.Served);
            SharedManifest? next = Puts ? After(before.Next ?? before.Served) : before.Next is { } pending ? After(pending) : null;
            if (!Puts && before is { ServedRevision: 0, NextRevision: 0 })
            {
                return null;
            }

            (CatalogOutcome outcome, long servedRevision, long nextRevision) = await records.WriteAsync(line.Id, before, served, next, _id, _token).ConfigureAwait(false);
            switch (outcome)
            {
                case CatalogOutcome.Written:
                    return Note(served, servedRevision, nextRevision);
                case CatalogOutcome.MissingPieces:
                    await WriteContentsAsync(always: true).ConfigureAwait(false);
                    break;
                case CatalogOutcome.NotMyTurn:
                    throw Lost();
            }
        }

        throw Lost();
    }

    /// <summary>Notes what is there now; the revision that is to serve, if something was put.</summary>
    private long? Note(SharedManifest? served, long servedRevision, long nextRevision)
    {
        if (Puts)
        {
            return nextRevision == 0 ? servedRevision : nextRevision;
        }

        if (IsInTurn)
        {
            line.Applied = servedRevision;
            line.Seen = new SharedRecord(servedRevision, served ?? SharedManifest.Empty, 0, null);
        }

        return null;
    }

    /// <summary>What is there after the changes; nothing where only candidates would be left, whose model was removed while they were stored.</summary>
    private SharedManifest After(SharedManifest before)
    {
        SharedManifest after = before.After(changes, _parts);
        return line.Id.Kind != DurableItemKind.Model || after.Items.Any(Serves) ? after : SharedManifest.Empty;
    }

    private static bool Serves(SharedItem item)
    {
        try
        {
            return ModelHead.Read(item.Head).Role == VersionRole.Serving;
        }
        catch (Exception error) when (DurableJson.IsDamage(error))
        {
            // Whoever loads it says so.
            return true;
        }
    }

    /// <summary>Waits until the processes are ready, as this one is.</summary>
    private async Task AwaitTurnAsync(long revision)
    {
        while (true)
        {
            await records.ReportAsync(line.Id, new SharedState(RolloutState.Ready, revision), CancellationToken.None).ConfigureAwait(false);
            while (!await records.TryTurnAsync(line.Id, revision, CancellationToken.None).ConfigureAwait(false))
            {
                await line.Changed.WaitAsync(RedisCatalog.PollInterval, CancellationToken.None).ConfigureAwait(false);
            }

            SharedRecord record = await records.ReadAsync(line.Id, CancellationToken.None).ConfigureAwait(false);
            if (record.NextRevision == 0)
            {
                line.Seen = record;
                if (!_parts.Keys.All(version => record.Served.Items.Any(item => item.Version == version)))
                {
                    // It was removed at once.
                    throw Lost();
                }

                line.Applied = record.ServedRevision;
                line.Failure = null;
                await records.ReportAsync(line.Id, new SharedState(RolloutState.Serving, record.ServedRevision), CancellationToken.None).ConfigureAwait(false);
                return;
            }

            // What it was to replace was removed meanwhile, which made another revision of it.
            revision = record.NextRevision;
        }
    }

    private SharedStoreException Lost() =>
        new(connection.Name, $"The {DurableItemName.Of(line.Id.Kind)} '{line.Id.Key}' was not changed in {connection.Name}: another process has changed it meanwhile. Calling again is right.");
}
