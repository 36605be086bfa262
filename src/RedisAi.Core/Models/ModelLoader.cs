using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RedisAi.Backends;
using RedisAi.Batching;
using RedisAi.Diagnostics;
using RedisAi.Errors;
using RedisAi.Persistence;
using RedisAi.Sessions;

namespace RedisAi.Models;

/// <summary>Turns a source into a version that is ready to serve: finds the backend, loads, warms up, chooses the threads, decides whether calls share runs.</summary>
internal sealed class ModelLoader(BackendSet backends, ImporterSet importers, ModelServices services, ILogger logger, Catalog? catalog = null)
{
    /// <summary>A model whose run takes longer with one thread is tried with more.</summary>
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(20);

    /// <summary>How much quicker it must be with more threads, which callers that run side by side then lack.</summary>
    private const double WorthMoreThreads = 1.2;

    private const int MaxThreads = 8;

    /// <summary>The backends.</summary>
    public BackendSet Backends => backends;

    /// <summary>The importers.</summary>
    public ImporterSet Importers => importers;

    public async Task<ModelVersion> LoadAsync(ModelLoad load, CancellationToken cancellationToken)
    {
        (string key, int number, ModelOptions options) = (load.Key, load.Number, load.Chosen.Options);
        TimeProvider time = services.Time;
        ModelContent content = await load.Source.OpenAsync(cancellationToken).ConfigureAwait(false);
        content.Key = key;
        string? named = options.Backend ?? (load.Head is { IsRegistration: false } head ? head.Backend : null);
        ModelOptions import = options.Copy();
        import.ImportsForBackend = true;
        content = importers.Import(content, import, ref named, cancellationToken);
        IBackend backend = backends.Choose(named, content, key, importers.Formats);
        KeptModel kept = catalog is null || load.Head is not null ? new KeptModel(load.Head, [], Reason: null) : KeptModel.Create(load, content, backend);
        long started = time.GetTimestamp();
        ModelVersion version = Load(load, backend, content, kept, threads: options.Threads ?? 1, cancellationToken);
        try
        {
            TimeSpan? run = options.WarmUp ? ModelWarmUp.TryRun(version, time, logger, cancellationToken) : null;
            if (options.Threads is null && run > s_slow && Environment.ProcessorCount > 1)
            {
                version = TryMoreThreads(version, run.Value, load, backend, content, kept, cancellationToken);
            }

            MergeDecision merging = MergeDecision.Decide(version.Session, options.Merging, time, logger, key, cancellationToken);
            if (options.WarmUp && merging.Rows is { } rows)
            {
                ModelWarmUp.TryRunBatches(version, rows, logger, cancellationToken);
            }

            // Not every backend hears that it is to stop.
            cancellationToken.ThrowIfCancellationRequested();
            logger.ModelLoaded(key, number, backend.Name, options.Device, time.GetElapsedTime(started).TotalMilliseconds);
            if (version.Session.Remark is { } remark)
            {
                logger.ModelRemark(key, remark);
            }

            if (kept.Reason is { } reason)
            {
                logger.NotKept(RunSubject.Model, key, number, catalog!.Name, reason);
            }

            version.BeginServing(merging, failure => logger.MergingFailed(failure, key));
            return version;
        }
        catch
        {
            version.Close();
            throw;
        }
    }

    private ModelVersion TryMoreThreads(
        ModelVersion single, TimeSpan singleRun, ModelLoad load, IBackend backend, ModelContent content, KeptModel kept, CancellationToken cancellationToken)
    {
        ModelVersion several = Load(load, backend, content, kept, Math.Min(Environment.ProcessorCount, MaxThreads), cancellationToken);
        ModelVersion worse = several;
        try
        {
            TimeSpan? run = ModelWarmUp.TryRun(several, services.Time, logger, cancellationToken);
            worse = run is { } severalRun && severalRun * WorthMoreThreads < singleRun ? single : several;
            return worse == single ? several : single;
        }
        finally
        {
            worse.Close();
        }
    }

    private ModelVersion Load(ModelLoad load, IBackend backend, ModelContent content, KeptModel kept, int threads, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ModelOptions resolved = load.Chosen.Options.Copy();
        resolved.Threads = threads;
        IModelSession? session = null;
        try
        {
            session = backend.Load(content, resolved, cancellationToken);
            Debug.Assert(session is not null, "A backend gives a session or throws.");
            return Serve(load, backend, session, kept, threads);
        }
        catch (Exception error) when (error is BackendException or ModelLoadException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool concernsOptions = session is not null || load.Chosen.Options.NamesBackend;
            throw new ModelLoadException($"The model '{load.Key}' ({content}) could not be loaded. {error.Message}{(concernsOptions ? load.Chosen.Remark : "")}", error);
        }
    }

    private ModelVersion Serve(ModelLoad load, IBackend backend, IModelSession session, KeptModel kept, int threads)
    {
        ModelOptions options = load.Chosen.Options;
        IDisposable owned = session;
        try
        {
            MergeOptionsCheck.ThrowIfUnfit(session.Signature, options.Merging);
            ModelResources resources = new(session, StateSlots.Create(load.Key, options.States, session.Signature));
            owned = resources;
            return new ModelVersion(load.Key, load.Number, backend.Name, resources, resources.OwnedCopyOf(options), load.Line, services)
            {
                Threads = threads,
                Head = kept.Head,
                Contents = kept.Contents,
            };
        }
        catch
        {
            Disposal.TryAll(owned);
            throw;
        }
    }
}
