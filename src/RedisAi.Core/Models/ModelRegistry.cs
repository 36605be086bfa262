using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RedisAi.Batching;
using RedisAi.Diagnostics;
using RedisAi.Errors;
using RedisAi.Persistence;
using RedisAi.Registry;
using RedisAi.Sessions;
using RedisAi.Signatures;

namespace RedisAi.Models;

/// <summary>Stores, replaces and removes models; calls go through the handles.</summary>
internal sealed partial class ModelRegistry : IModelRegistry, IVersionEvents<ModelVersion>
{
    private readonly VersionTable<ModelVersion> _table;
    private readonly AbsenceReasons _absences;
    private readonly VersionRegistry<ModelVersion> _versions;
    private readonly ModelLoader _loader;
    private readonly ITensorStore _tensors;
    private readonly EngineMetrics _metrics;
    private readonly ILogger _logger;
    private readonly SessionTables _sessions;
    private readonly ModelLines _lines;
    private readonly ModelKeeper? _keeper;

    public ModelRegistry(
        ModelLoader loader, ITensorStore tensors, SessionTables sessions, AbsenceReasons absences, EngineMetrics metrics, ILogger logger, ModelKeeper? keeper = null)
    {
        _keeper = keeper;
        _absences = absences;
        _table = new VersionTable<ModelVersion>(NotFound);
        _sessions = sessions;
        _lines = new ModelLines(sessions);
        _versions = new VersionRegistry<ModelVersion>(_table, this, keeper);
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

    /// <summary>How many keys something is remembered of.</summary>
    internal int KnownKeys => _lines.Count;

    /// <summary>How many versions are open, whether they serve or only end their calls.</summary>
    internal int OpenVersions => _versions.OpenCount;

    public IModel this[string key] => TryGet(key, out IModel? model) ? model : throw NotFound(key);

    public bool TryGet(string key, [NotNullWhen(true)] out IModel? model)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _table.ThrowIfClosed();
        model = _table.Contains(key) ? GetHandle(key) : null;
        return model is not null;
    }

    public bool TryGetVersion(string key, int version, [NotNullWhen(true)] out IModel? model)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _table.ThrowIfClosed();
        model = _table.Find(key) is { } serving && serving.FindVersion(version) is not null ? new ModelHandle(key, _table, version) : null;
        return model is not null;
    }

    /// <summary>A handle on a key, whether there is a model under it yet or not.</summary>
    public ModelHandle GetHandle(string key) => new ModelHandle(key, _table);

    /// <summary>The keys of the models that serve.</summary>
    public IEnumerable<string> Keys => _table.Keys;

    public Task<ModelInfo> StoreAsync(string key, ModelSource source, ModelOptions? options = null, CancellationToken cancellationToken = default) =>
        StoreAsync(key, source, options, step: null, DurableJson.NoNotes, trial: null, cancellationToken);

    public Task<ModelInfo> StoreAsync(string key, ModelSource source, ModelOptions? options, ModelTrial trial, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return StoreAsync(key, source, options, step: null, DurableJson.NoNotes, trial, cancellationToken);
    }

    /// <summary>Stores a model as <see cref="StoreAsync(string, ModelSource, ModelOptions?, CancellationToken)"/> does, and puts it in place as a step of something else.</summary>
    /// <param name="key">The key.</param>
    /// <param name="source">Where the model comes from.</param>
    /// <param name="options">How to load and run it.</param>
    /// <param name="step">Puts it in place; null for nothing else.</param>
    /// <param name="notes">Texts that a storage keeps with the model.</param>
    /// <param name="trial">Tries it before; null for no trial.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    public async Task<ModelInfo> StoreAsync(
        string key,
        ModelSource source,
        ModelOptions? options,
        StoreStep? step,
        IReadOnlyDictionary<string, string> notes,
        ModelTrial? trial,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(source);
        _table.ThrowIfClosed();
        ModelOptions? given = options?.Copy();
        given?.Validate();

        ModelVersion stored = await _versions.StoreAsync(
            key,
            (present, token) => LoadAsync(NextLoad(key, present, source, given) with { Notes = notes, Trial = trial }, present, token),
            step,
            cancellationToken).ConfigureAwait(false);
        _absences.Forget(RunSubject.Model, key);
        return stored.GetInfo();
    }

    public Task<ModelInfo> StoreCandidateAsync(
        string key, ModelSource source, CandidateTraffic traffic, ModelOptions? options = null, CancellationToken cancellationToken = default) =>
        AddCandidateAsync(key, source, traffic, options, trial: null, cancellationToken);

    public Task<ModelInfo> StoreCandidateAsync(
        string key, ModelSource source, CandidateTraffic traffic, ModelOptions? options, ModelTrial trial, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return AddCandidateAsync(key, source, traffic, options, trial, cancellationToken);
    }

    private async Task<ModelInfo> AddCandidateAsync(
        string key, ModelSource source, CandidateTraffic traffic, ModelOptions? options, ModelTrial? trial, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(source);
        _table.ThrowIfClosed();
        ModelOptions? given = options?.Copy();
        given?.Validate();
        ModelVersion stored = await _versions.AddAsync(
            key,
            (present, token) =>
            {
                present.Routes.ThrowIfUnfit(key, traffic);
                return LoadAsync(NextLoad(key, present, source, given) with { Trial = trial }, present, token);
            },
            (present, candidate) => _keeper?.AddCandidateAsync(present, candidate, traffic) ?? Task.CompletedTask,
            (present, candidate) => AddCandidate(present, candidate, traffic),
            cancellationToken).ConfigureAwait(false);
        return stored.GetInfo();
    }

    public Task SetTrafficAsync(string key, int version, CandidateTraffic traffic, CancellationToken cancellationToken = default) => _versions.ChangeAsync(
        key,
        serving =>
        {
            ModelVersion candidate = CandidateOf(serving, version);
            serving.Routes.ThrowIfUnfit(candidate, traffic);
            return _keeper?.SetTrafficAsync(candidate, traffic) ?? Task.CompletedTask;
        },
        serving =>
        {
            serving.Routes.Set(CandidateOf(serving, version), traffic);
            return true;
        },
        cancellationToken);

    public Task<ModelInfo> PromoteAsync(string key, int version, CancellationToken cancellationToken = default) => _versions.ChangeAsync(
        key,
        serving =>
        {
            ModelVersion promoted = CandidateOf(serving, version);
            return _keeper?.PromoteAsync(serving, promoted) ?? Task.CompletedTask;
        },
        serving =>
        {
            ModelVersion promoted = CandidateOf(serving, version);
            promoted.Routes.Remove(promoted);
            _table.Put(key, promoted);
            RetireCandidates(promoted);
            Retire(promoted.Routes.KeepPrevious(serving), promoted);
            NoteSwap(serving, promoted);
            return promoted.GetInfo();
        },
        cancellationToken);

    public Task<bool> RollBackAsync(string key, CancellationToken cancellationToken = default) => _versions.ChangeAsync(
        key, serving => _keeper?.RollBackAsync(serving) ?? Task.CompletedTask, RollBack, cancellationToken);

    /// <summary>Removes a model at once, also while another one is being loaded under its key.</summary>
    public bool Remove(string key) => NoteRemoved(key, _versions.Remove(key));

    /// <summary>The version that serves under a key; null for none.</summary>
    public ModelVersion? Find(string key) => _table.Find(key);

    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        NoteRemoved(key, await _versions.DeleteAsync(key, cancellationToken).ConfigureAwait(false));

    public ModelInfo GetInfo(string key) => _table.Current(key).GetInfo();

    public ModelOptions GetOptions(string key) => _table.Current(key).Options.Copy();

    public IReadOnlyList<ModelInfo> ListVersions(string key)
    {
        ModelVersion serving = _table.Current(key);
        return [.. serving.Routes.Others.Append(serving).Select(static version => version.GetInfo()).OrderByDescending(static info => info.Version)];
    }

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
        try
        {
            return ModelStoreToStore.ExecuteAsync(this[key], _tensors, inputs, outputs, options, cancellationToken);
        }
        catch (Exception error) when (error is not ArgumentException)
        {
            return Task.FromException(error);
        }
    }

    void IVersionEvents<ModelVersion>.Replaced(ModelVersion replaced, ModelVersion next)
    {
        RetireCandidates(next);
        Retire(next.Routes.KeepPrevious(null), next);
        Retire(replaced, next);

        // Last, here and below: loggers and listeners of metrics are the application's code, and may throw.
        NoteSwap(replaced, next);
        NoteDroppedStates(replaced, next);
    }

    void IVersionEvents<ModelVersion>.Deleted(ModelVersion version)
    {
        foreach (ModelVersion other in version.Routes.Clear().Append(version))
        {
            other.Close();
        }

        _lines.Forget(version.Key);
        _logger.ModelDeleted(version.Key, version.Number);
    }

    private ModelLoad NextLoad(string key, ModelVersion? present, ModelSource source, ModelOptions? given) =>
        new(key, NextNumber(key, present), source, ChosenOptions.Of(given, present, source), _lines.Of(key));

    private async Task<ModelVersion> LoadAsync(ModelLoad load, ModelVersion? present, CancellationToken cancellationToken)
    {
        try
        {
            ModelVersion loaded = await _loader.LoadAsync(load, cancellationToken).ConfigureAwait(false);
            await (load.Trial is { } trial ? TrialRun.RunAsync(loaded, trial, cancellationToken) : Task.CompletedTask).ConfigureAwait(false);
            return loaded;
        }
        catch when (present is null)
        {
            _lines.Forget(load.Key);
            throw;
        }
    }

    /// <summary>The number after the highest that a version has had, in this life or in one before.</summary>
    private int NextNumber(string key, ModelVersion? present) => 1 + Math.Max(_keeper?.LatestPending(key) ?? 0, present?.Routes.LatestNumber(present) ?? 0);

    private bool NoteRemoved(string key, bool removed)
    {
        if (removed)
        {
            _absences.Forget(RunSubject.Model, key);
        }

        return removed;
    }

    private bool RollBack(ModelVersion serving)
    {
        IReadOnlyList<ModelVersion> candidates = serving.Routes.RemoveAll();
        if (candidates.Count > 0)
        {
            // What is taken back is not to be used any more, not even by the sessions that are in mid-state on it.
            TakeBack(candidates, serving);
            return true;
        }

        if (serving.Routes.Previous is not { } previous)
        {
            return false;
        }

        serving.Routes.KeepPrevious(null);
        _table.Put(previous.Key, previous);
        TakeBack([serving], previous);
        NoteSwap(serving, previous);
        return true;
    }

    private void TakeBack(IReadOnlyList<ModelVersion> versions, ModelVersion serving)
    {
        (ModelVersion Version, int Sessions)[] taken = [.. versions.Select(static version => (version, version.Sessions))];
        foreach (ModelVersion version in versions)
        {
            version.Close();
        }

        foreach ((ModelVersion version, int sessions) in taken)
        {
            if (sessions > 0 && !SessionStates.Migrates(serving.Options.Routing))
            {
                _logger.SessionsRestart(version.Key, version.Number, sessions, serving.Number);
            }
        }
    }

    private void AddCandidate(ModelVersion serving, ModelVersion candidate, CandidateTraffic traffic)
    {
        serving.Routes.Set(candidate, traffic);
        try
        {
            NoteDroppedStates(serving, candidate);
            if (!SignatureComparison.IsSame(serving.Signature, candidate.Signature))
            {
                _logger.SignatureDiffers(candidate.Key, candidate.Number, candidate.Signature, serving.Number, serving.Signature);
            }
        }
        catch
        {
            // It will be closed; calls that were still sent to it would look for another version for ever.
            serving.Routes.Remove(candidate);
            throw;
        }
    }

    private static void Retire(ModelVersion? version, ModelVersion serving)
    {
        if (version is not null)
        {
            serving.Routes.Retire(version, serving.Options.Routing);
        }
    }

    private static void RetireCandidates(ModelVersion serving)
    {
        foreach (ModelVersion candidate in serving.Routes.RemoveAll())
        {
            Retire(candidate, serving);
        }
    }

    private static ModelVersion CandidateOf(ModelVersion serving, int version) => serving.Routes.FindCandidate(version)
        ?? throw new ArgumentException($"Model '{serving.Key}' has no candidate of version {version}.", nameof(version));

    private void NoteSwap(ModelVersion replaced, ModelVersion next)
    {
        _logger.ModelSwapped(next.Key, replaced.Number, next.Number);
        _metrics.Swapped(next.Subject);
    }

    private void NoteDroppedStates(ModelVersion before, ModelVersion next)
    {
        string[] dropped = [.. before.Options.States.Select(static state => state.Input).Except(next.Options.States.Select(static state => state.Input))];
        if (dropped.Length > 0)
        {
            _logger.StatesDropped(next.Key, next.Number, string.Join(", ", dropped.Select(static name => $"'{name}'")), before.Number);
        }
    }

    private ModelNotFoundException NotFound(string key)
    {
        (string why, Exception? cause) = _absences.Of(RunSubject.Model, key);
        return new ModelNotFoundException(key, why, cause);
    }
}
