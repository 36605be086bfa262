using Microsoft.Extensions.Logging;
using RedisAi.Dags;
using RedisAi.Errors;
using RedisAi.Models;
using RedisAi.Persistence;
using RedisAi.Scripts;

namespace RedisAi;

/// <summary>Brings back what the storage of an engine has of models, scripts and plans. One that fails stays there, and stops no other.</summary>
internal sealed class CatalogRestore(Catalog catalog, ModelRegistry models, ScriptRegistry scripts, DagRegistry plans, AbsenceReasons absences, TimeProvider time, ILogger logger)
{
    /// <summary>How many load at once: each keeps one processor busy, and for a while needs its memory twice.</summary>
    public static int MaxLoads { get; } = Math.Clamp(Environment.ProcessorCount, 2, 4);

    private readonly long _started = time.GetTimestamp();
    private readonly int[] _restored = new int[Enum.GetValues<DurableItemKind>().Length];

    public RestoreFailures Failures { get; } = new();

    /// <summary>Loads models and compiles scripts.</summary>
    /// <param name="isOthers">Whether somebody else sees to a key.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    public async Task RestoreModelsAndScriptsAsync(Func<DurableItemKind, string, bool> isOthers, CancellationToken cancellationToken)
    {
        (DurableItemKind Kind, string Key)[] keys =
        [
            .. catalog.PendingKeys(DurableItemKind.Model).Select(static key => (DurableItemKind.Model, key)),
            .. catalog.PendingKeys(DurableItemKind.Script).Select(static key => (DurableItemKind.Script, key)),
        ];
        ParallelOptions options = new() { MaxDegreeOfParallelism = MaxLoads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            keys.Where(item => !isOthers(item.Kind, item.Key)),
            options,
            async (item, token) => await TryRestoreAsync(
                item.Kind,
                item.Key,
                () => item.Kind == DurableItemKind.Model ? models.RestoreAsync(item.Key, registered: null, Failures, token) : scripts.RestoreAsync(item.Key, token),
                token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Compiles plans against the models and scripts that are there by now.</summary>
    /// <param name="isOthers">Whether somebody else sees to a name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RestorePlansAsync(Func<DurableItemKind, string, bool> isOthers, CancellationToken cancellationToken)
    {
        foreach (string name in catalog.PendingKeys(DurableItemKind.Plan).Where(name => !isOthers(DurableItemKind.Plan, name)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await TryRestoreAsync(DurableItemKind.Plan, name, () => plans.RestoreAsync(name, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells what has failed and what has not, in the log and to those who ask for what is absent.</summary>
    public void Report()
    {
        // First: loggers are the application's code, and may throw.
        foreach (RestoreFailure failure in Failures.List)
        {
            absences.NoteFailure(DurableItemName.Of(failure.Item.Kind), failure.Item.Key, failure.Error);
        }

        foreach (RestoreFailure failure in Failures.List)
        {
            logger.NotRestored(failure.Error, DurableItemName.Of(failure.Item.Kind), failure.Item.Key, failure.Item.Version, catalog.Name);
        }

        if (_restored.Sum() > 0)
        {
            logger.Restored(_restored[0], _restored[1], _restored[2], catalog.Name, time.GetElapsedTime(_started).TotalMilliseconds);
        }
    }

    private async Task TryRestoreAsync(DurableItemKind kind, string key, Func<Task<bool>> restore, CancellationToken cancellationToken)
    {
        int version = catalog.Pending(kind, key).Select(static item => item.Id.Version).DefaultIfEmpty(0).Max();
        try
        {
            if (await restore().ConfigureAwait(false))
            {
                Interlocked.Increment(ref _restored[(int)kind]);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (ObjectDisposedException)
        {
            // The engine closes.
            throw;
        }
#pragma warning disable CA1031 // Whatever is wrong with one of them, the others come back.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Failures.Add(new DurableItemId(kind, key, version), error);
        }
    }
}
