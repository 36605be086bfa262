using RedisAi.Persistence;
using RedisAi.Sharing;

namespace RedisAi.Store.Redis;

/// <summary>Brings keys of this process up to date with what Redis has under them. Each member for whoever is in the gate of the line.</summary>
/// <param name="connection">The connection.</param>
/// <param name="records">What Redis has.</param>
/// <param name="host">The engine.</param>
/// <param name="modelsFirst">Brings models and scripts up to date, which a plan may need.</param>
#pragma warning disable CA1001 // The semaphore has no wait handle to free.
internal sealed class LineSync(RedisConnection connection, CatalogRecords records, ISharedCatalogHost host, Func<CancellationToken, Task> modelsFirst)
#pragma warning restore CA1001
{
    // Each load keeps a processor busy, and for a while needs its memory twice.
    private readonly SemaphoreSlim _loads = new(CatalogRestore.MaxLoads, CatalogRestore.MaxLoads);

    /// <summary>Puts in place what serves, and makes ready what is to.</summary>
    /// <returns>False when something is to serve, and processes are still waited for.</returns>
    /// <exception cref="SharedStoreException">Redis does not answer; it is to be tried again.</exception>
    public async Task<bool> SyncAsync(SharedLine line, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReadAsync(line, cancellationToken).ConfigureAwait(false) is not { } record)
            {
                return true;
            }

            bool isGone = record.ServedRevision == 0;
            if (isGone && line.Applied != 0 && await IsLostAsync(line, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            if (isGone ? line.Applied != 0 || (line.Failure is not null && record.Next is null) : record.ServedRevision != line.Applied && record.ServedRevision != line.Failed)
            {
                await ApplyAsync(line, record, cancellationToken).ConfigureAwait(false);
            }

            if (record.Next is not { } next)
            {
                line.Drop();
                return true;
            }

            if (line.Reported != record.NextRevision)
            {
                await PrepareNextAsync(line, record.NextRevision, next, cancellationToken).ConfigureAwait(false);
            }

            if (!await records.TryTurnAsync(line.Id, record.NextRevision, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
    }

    /// <summary>Whether what is here is of a catalog that Redis has lost, so that nobody has removed it.</summary>
    private async Task<bool> IsLostAsync(SharedLine line, CancellationToken cancellationToken) =>
        line.IsOlderThan((await records.ReadRevisionAsync(cancellationToken).ConfigureAwait(false)).Epoch);

    private async Task<SharedRecord?> ReadAsync(SharedLine line, CancellationToken cancellationToken)
    {
        try
        {
            return line.Seen = await records.ReadAsync(line.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (DurableStorageException error)
        {
            if (line.Failure?.Error.Message != error.Message)
            {
                Note(line, version: 0, error);
            }

            return null;
        }
    }

    private async Task ApplyAsync(SharedLine line, SharedRecord record, CancellationToken cancellationToken)
    {
        SharedState state;
        IPreparedTurn? turn = line.Take(record.ServedRevision);
        try
        {
            turn ??= await PrepareAsync(line, record.Served, cancellationToken).ConfigureAwait(false);
            await turn.TurnAsync(cancellationToken).ConfigureAwait(false);
            line.Applied = record.ServedRevision;
            line.Failed = 0;
            state = new SharedState(RolloutState.Serving, record.ServedRevision, turn.Missing?.Message ?? "");
            NoteApplied(line, record.Served, turn.Missing);
        }
        catch (Exception error) when (IsFailure(error, cancellationToken))
        {
            line.Failed = record.ServedRevision;
            state = new SharedState(RolloutState.Failed, record.ServedRevision, error.Message);
            Note(line, record.Served.Latest, error);
        }
        finally
        {
            turn?.Dispose();
        }

        if (record.ServedRevision != 0)
        {
            await records.ReportAsync(line.Id, state, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PrepareNextAsync(SharedLine line, long revision, SharedManifest next, CancellationToken cancellationToken)
    {
        if (line.Prepared?.Revision != revision && line.Failed != revision)
        {
            line.Drop();
            await records.ReportAsync(line.Id, new SharedState(RolloutState.Loading, revision), cancellationToken).ConfigureAwait(false);
            try
            {
                line.Keep(revision, await PrepareAsync(line, next, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception error) when (IsFailure(error, cancellationToken))
            {
                line.Failed = revision;
                Note(line, next.Latest, error);
            }
        }

        SharedState state = line.Failed == revision
            ? new SharedState(RolloutState.Failed, revision, line.Failure?.Error.Message ?? "")
            : new SharedState(RolloutState.Ready, revision);
        await records.ReportAsync(line.Id, state, cancellationToken).ConfigureAwait(false);
        line.Reported = revision;
    }

    private async Task<IPreparedTurn> PrepareAsync(SharedLine line, SharedManifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(line, manifest, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisAiException error) when (line.Id.Kind == DurableItemKind.Plan && error is not SharedStoreException)
        {
            // What it needs may have been stored a moment before, and not have come here yet.
            await modelsFirst(cancellationToken).ConfigureAwait(false);
            return await LoadAsync(line, manifest, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IPreparedTurn> LoadAsync(SharedLine line, SharedManifest manifest, CancellationToken cancellationToken)
    {
        await _loads.WaitAsync(cancellationToken).ConfigureAwait(false);
        line.Read(manifest);
        try
        {
            return await host.PrepareAsync(line.Id.Kind, line.Id.Key, manifest.AsDurable(line.Id), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            line.Read(null);
            _loads.Release();
        }
    }

    private void NoteApplied(SharedLine line, SharedManifest served, Exception? missing)
    {
        line.Failure = missing is null ? null : new RestoreFailure(IdOf(line, served.Latest), missing);
        if (served.Items.Count > 0)
        {
            connection.Logger.SharedApplied(DurableItemName.Of(line.Id.Kind), line.Id.Key, connection.Name, served.Latest);
        }
        else
        {
            connection.Logger.SharedRemoved(DurableItemName.Of(line.Id.Kind), line.Id.Key, connection.Name);
        }
    }

    private void Note(SharedLine line, int version, Exception error)
    {
        line.Failure = new RestoreFailure(IdOf(line, version), error);
        host.NoteFailure(line.Id.Kind, line.Id.Key, error);
        connection.Logger.SharedFailed(error, DurableItemName.Of(line.Id.Kind), line.Id.Key, version, connection.Name);
    }

    private static DurableItemId IdOf(SharedLine line, int version) => new(line.Id.Kind, line.Id.Key, version);

    /// <summary>Whether it is the model's fault: neither the engine closes, nor does Redis not answer, which is tried again.</summary>
    private static bool IsFailure(Exception error, CancellationToken cancellationToken) =>
        error is not (ObjectDisposedException or SharedStoreException) && !cancellationToken.IsCancellationRequested;
}
