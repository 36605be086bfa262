using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RedisAi.Batching;
using RedisAi.Diagnostics;
using RedisAi.Registry;

namespace RedisAi.Models;

/// <summary>Stores, replaces and removes models; calls go through the handles.</summary>
internal sealed class ModelRegistry : IModelRegistry, IVersionEvents<ModelVersion>
{
    private readonly VersionTable<ModelVersion> _table = new(static key => new ModelNotFoundException(key));
    private readonly VersionRegistry<ModelVersion> _versions;
    private readonly ModelLoader _loader;
    private readonly ITensorStore _tensors;
    private readonly EngineMetrics _metrics;
    private readonly ILogger _logger;
    private readonly SessionTables _sessions;

    public ModelRegistry(ModelLoader loader, ITensorStore tensors, SessionTables sessions, EngineMetrics metrics, ILogger logger)
    {
        _sessions = sessions;
        _versions = new VersionRegistry<ModelVersion>(_table, this);
        _loader = loader;
        _tensors = tensors;
        _metrics = metrics;
        _logger = logger;
        Parts = new ModelParts(_table);
    }

    /// <summary>Ends the models when the engine closes.</summary>
    public IClosingRegistry Closing => _versions;

    /// <summary>Runs models as parts of other calls.</summary>
    public ModelParts Parts { get; }

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

        ModelVersion stored = await _versions.StoreAsync(
            key,
            (present, token) => _loader.LoadAsync(key, (present?.Number ?? 0) + 1, source, given ?? Inherited(present?.Options, source), _sessions.Of(key), token),
            cancellationToken).ConfigureAwait(false);
        return stored.GetInfo();
    }

    public Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default) => _versions.DeleteAsync(key, cancellationToken);

    public ModelInfo GetInfo(string key) => _table.Current(key).GetInfo();

    public IReadOnlyList<ModelInfo> List()
    {
        _table.ThrowIfClosed();
        return [.. _table.Versions.Select(static version => version.GetInfo()).OrderBy(static info => info.Key, StringComparer.Ordinal)];
    }

    /// <summary>Removes the states of a session.</summary>
    public Task EndSessionAsync(string session, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _table.ThrowIfClosed();
        return _sessions.EndAsync(session, cancellationToken);
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
        IModel model = this[key];
        ModelSignature signature = model.Signature;
        return signature.HasOpenOutputs || signature.Outputs.Count == outputs.Count
            ? StoreToStore.ExecuteAsync(
                _tensors, inputs, outputs, tensors => model.RunAsync(tensors, options, cancellationToken), (result, keys) => OutputsOf(key, result, keys))
            : throw WrongCount(key, signature.Outputs.Count, outputs.Count);
    }

    void IVersionEvents<ModelVersion>.Swapped(ModelVersion replaced, ModelVersion next)
    {
        _logger.ModelSwapped(next.Key, replaced.Number, next.Number);
        _metrics.Swapped(next.Subject);
    }

    void IVersionEvents<ModelVersion>.Deleted(ModelVersion version) => _logger.ModelDeleted(version.Key, version.Number);

    private static KeyValuePair<string, AiTensor>[] OutputsOf(string model, ModelResult result, IReadOnlyList<string> keys) =>
        result.Count == keys.Count ? [.. keys.Select((key, index) => KeyValuePair.Create(key, result[index]))] : throw WrongCount(model, result.Count, keys.Count);

    private static TensorMismatchException WrongCount(string model, int count, int keys) =>
        new("outputs", $"{count} keys", $"{keys}", $"Model '{model}' has {count} outputs; {keys} keys were given.");

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
}
