using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RedisAi.Diagnostics;

namespace RedisAi.Models;

/// <summary>Stores, replaces and removes models; calls go through the handles.</summary>
internal sealed class ModelRegistry(ModelLoader loader, ITensorStore tensors, EngineMetrics metrics, TimeProvider time, ILogger logger) : IModelRegistry
{
    private readonly ModelTable _table = new();
    private readonly KeyedGate _gate = new();
    private readonly LoadGate _loads = new();

    public IModel this[string key] => TryGet(key, out IModel? model) ? model : throw new ModelNotFoundException(key);

    public bool TryGet(string key, [NotNullWhen(true)] out IModel? model)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _table.ThrowIfClosed();
        model = _table.Contains(key) ? GetHandle(key) : null;
        return model is not null;
    }

    /// <summary>A handle on a key, whether there is a model under it yet or not.</summary>
    public IModel GetHandle(string key) => new ModelHandle(key, _table);

    public async Task<ModelInfo> StoreAsync(string key, ModelSource source, ModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(source);
        _table.ThrowIfClosed();
        ModelOptions? given = options?.Copy();
        given?.Validate();

        if (!_loads.TryEnter())
        {
            throw ModelTable.Closed();
        }

        try
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _loads.Closing);
            return await LoadAndSwapAsync(key, source, given, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_loads.Closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ModelTable.Closed();
        }
        catch (OperationCanceledException error) when (cancellationToken.IsCancellationRequested && error.CancellationToken != cancellationToken)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
        finally
        {
            _loads.Exit();
        }
    }

    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _table.ThrowIfClosed();
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        ModelVersion? removed = _table.Remove(key);
        if (removed is not null)
        {
            logger.ModelDeleted(key, removed.Number);
            removed.Close();
        }

        return removed is not null;
    }

    public ModelInfo GetInfo(string key) => _table.Current(key).GetInfo();

    public IReadOnlyList<ModelInfo> List()
    {
        _table.ThrowIfClosed();
        return [.. _table.Versions.Select(static version => version.GetInfo()).OrderBy(static info => info.Key, StringComparer.Ordinal)];
    }

    public Task ExecuteAsync(
        string key,
        IReadOnlyList<string> inputs,
        IReadOnlyList<string> outputs,
        InferenceOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        return StoreToStore.ExecuteAsync(this[key], tensors, inputs, outputs, options, cancellationToken);
    }

    /// <summary>Refuses new calls, ends loads, waits for the running calls, asks those to stop that take too long, and closes the sessions.</summary>
    /// <param name="timeout">How long to wait, and how long once more for those that were asked to stop.</param>
    /// <param name="hurry">Ends the first wait early.</param>
    public async Task CloseAsync(TimeSpan timeout, CancellationToken hurry)
    {
        IReadOnlyList<ModelVersion> versions = _table.Close();
        _loads.Close();
        foreach (ModelVersion version in versions)
        {
            version.Close();
        }

        long started = time.GetTimestamp();
        if (await AllClosedAsync(versions, timeout, hurry).ConfigureAwait(false))
        {
            return;
        }

        logger.ShutdownStopsRuns(time.GetElapsedTime(started));
        foreach (ModelVersion version in versions)
        {
            version.StopRuns();
        }

        if (!await AllClosedAsync(versions, timeout, CancellationToken.None).ConfigureAwait(false))
        {
            logger.ShutdownLeavesRuns(versions.Count(static version => !version.Closed.IsCompleted));
        }
    }

    private async Task<ModelInfo> LoadAndSwapAsync(string key, ModelSource source, ModelOptions? given, CancellationToken cancellationToken)
    {
        using IDisposable entry = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        ModelVersion? present = _table.Find(key);
        ModelOptions effective = given ?? Inherited(present?.Options, source);

        ModelVersion loaded = await Task.Run(
            () => loader.LoadAsync(key, (present?.Number ?? 0) + 1, source, effective, cancellationToken), cancellationToken).ConfigureAwait(false);
        ModelVersion? replaced = _table.Put(key, loaded);
        if (replaced is not null)
        {
            logger.ModelSwapped(key, replaced.Number, loaded.Number);
            metrics.Swapped(key);
            replaced.Close();
        }

        return loaded.GetInfo();
    }

    /// <summary>Options stay as they were, but for a backend that was named for a model of another kind.</summary>
    private static ModelOptions Inherited(ModelOptions? present, ModelSource source)
    {
        ModelOptions options = present?.Copy() ?? new ModelOptions();
        if (source.IsFunction)
        {
            options.Backend = null;
        }

        return options;
    }

    private async Task<bool> AllClosedAsync(IReadOnlyList<ModelVersion> versions, TimeSpan timeout, CancellationToken hurry)
    {
        try
        {
            await Task.WhenAll(versions.Select(static version => version.Closed).Append(_loads.Ended)).WaitAsync(timeout, time, hurry).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
