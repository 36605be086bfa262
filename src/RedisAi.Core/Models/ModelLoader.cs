using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RedisAi.Backends;
using RedisAi.Batching;
using RedisAi.Errors;
using RedisAi.Sessions;

namespace RedisAi.Models;

/// <summary>Turns a source into a version that is ready to serve: finds the backend, loads, warms up, chooses the threads, decides whether calls share runs.</summary>
internal sealed class ModelLoader(BackendSet backends, ModelServices services, ILogger logger)
{
    /// <summary>A model whose run takes longer with one thread is tried with more.</summary>
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(20);

    /// <summary>How much quicker it must be with more threads, which callers that run side by side then lack.</summary>
    private const double WorthMoreThreads = 1.2;

    private const int MaxThreads = 8;

    public async Task<ModelVersion> LoadAsync(string key, int number, ModelSource source, ChosenOptions chosen, ModelLine line, CancellationToken cancellationToken)
    {
        ModelOptions options = chosen.Options;
        TimeProvider time = services.Time;
        ModelContent content = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        content.Key = key;
        IBackend backend = backends.Choose(options.Backend, content, key);
        long started = time.GetTimestamp();
        ModelVersion version = Load(key, number, backend, content, chosen, line, threads: options.Threads ?? 1, cancellationToken);
        try
        {
            TimeSpan? run = options.WarmUp ? ModelWarmUp.TryRun(version, time, logger, cancellationToken) : null;
            if (options.Threads is null && run > s_slow && Environment.ProcessorCount > 1)
            {
                version = TryMoreThreads(version, run.Value, backend, content, chosen, line, cancellationToken);
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

            version.BeginServing(merging, reason => logger.MergingFailed(reason, key));
            return version;
        }
        catch
        {
            version.Close();
            throw;
        }
    }

    private ModelVersion TryMoreThreads(
        ModelVersion single, TimeSpan singleRun, IBackend backend, ModelContent content, ChosenOptions chosen, ModelLine line, CancellationToken cancellationToken)
    {
        ModelVersion several = Load(single.Key, single.Number, backend, content, chosen, line, Math.Min(Environment.ProcessorCount, MaxThreads), cancellationToken);
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

    private ModelVersion Load(
        string key, int number, IBackend backend, ModelContent content, ChosenOptions chosen, ModelLine line, int threads, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ModelOptions resolved = chosen.Options.Copy();
        resolved.Threads = threads;
        IModelSession? session = null;
        try
        {
            session = backend.Load(content, resolved, cancellationToken);
            Debug.Assert(session is not null, "A backend gives a session or throws.");
            return Serve(key, number, backend, session, chosen.Options, line, threads);
        }
        catch (Exception error) when (error is BackendException or ModelLoadException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool concernsOptions = session is not null || chosen.Options.NamesBackend;
            throw new ModelLoadException($"The model '{key}' ({content}) could not be loaded. {error.Message}{(concernsOptions ? chosen.Remark : "")}", error);
        }
    }

    private ModelVersion Serve(string key, int number, IBackend backend, IModelSession session, ModelOptions options, ModelLine line, int threads)
    {
        IDisposable owned = session;
        try
        {
            MergeOptionsCheck.ThrowIfUnfit(session.Signature, options.Merging);
            ModelResources resources = new(session, StateSlots.Create(key, options.States, session.Signature));
            owned = resources;
            return new ModelVersion(key, number, backend.Name, resources, resources.OwnedCopyOf(options), line, services) { Threads = threads };
        }
        catch
        {
            Disposal.TryAll(owned);
            throw;
        }
    }
}
