using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RedisAi.Diagnostics;
using RedisAi.Errors;
using RedisAi.Execution;
using RedisAi.Persistence;
using RedisAi.Registry;

namespace RedisAi.Scripts;

/// <summary>Stores, replaces and removes scripts; calls go through the handles.</summary>
internal sealed partial class ScriptRegistry : IScriptRegistry, IVersionEvents<ScriptVersion>
{
    private readonly VersionTable<ScriptVersion> _table;
    private readonly AbsenceReasons _absences;
    private readonly VersionRegistry<ScriptVersion> _versions;
    private readonly ScriptLoader _loader;
    private readonly ITensorStore _tensors;
    private readonly EngineMetrics _metrics;
    private readonly ILogger _logger;
    private readonly RunThreads _threads;
    private readonly ScriptKeeper? _keeper;

    public ScriptRegistry(
        ScriptLoader loader, ITensorStore tensors, RunThreads threads, AbsenceReasons absences, EngineMetrics metrics, ILogger logger, ScriptKeeper? keeper = null)
    {
        _keeper = keeper;
        _absences = absences;
        _table = new VersionTable<ScriptVersion>(NotFound);
        _threads = threads;
        _versions = new VersionRegistry<ScriptVersion>(_table, this, keeper);
        _loader = loader;
        _tensors = tensors;
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>Ends the scripts when the engine closes.</summary>
    public IClosingRegistry Closing => _versions;

    public IScript this[string key] => TryGet(key, out IScript? script) ? script : throw NotFound(key);

    public bool TryGet(string key, [NotNullWhen(true)] out IScript? script)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _table.ThrowIfClosed();
        script = _table.Contains(key) ? GetHandle(key) : null;
        return script is not null;
    }

    /// <summary>A handle on a key, whether there is a script under it yet or not.</summary>
    public ScriptHandle GetHandle(string key) => new ScriptHandle(key, _table, _threads);

    /// <summary>The keys of the scripts that serve.</summary>
    public IEnumerable<string> Keys => _table.Keys;

    public Task<ScriptInfo> StoreAsync(string key, ScriptSource source, ScriptOptions? options = null, CancellationToken cancellationToken = default) =>
        StoreAsync(key, source, options, step: null, DurableJson.NoNotes, cancellationToken);

    /// <summary>Stores a script as <see cref="StoreAsync(string, ScriptSource, ScriptOptions?, CancellationToken)"/> does, and puts it in place as a step of something else.</summary>
    /// <param name="key">The key.</param>
    /// <param name="source">Where the script comes from.</param>
    /// <param name="options">How to compile and run it.</param>
    /// <param name="step">Puts it in place; null for nothing else.</param>
    /// <param name="notes">Texts that a storage keeps with the script.</param>
    /// <param name="cancellationToken">Ends the compilation.</param>
    public async Task<ScriptInfo> StoreAsync(
        string key, ScriptSource source, ScriptOptions? options, StoreStep? step, IReadOnlyDictionary<string, string> notes, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(source);
        _table.ThrowIfClosed();
        ScriptOptions? given = options?.Copy();
        given?.Validate();

        ScriptVersion stored = await _versions.StoreAsync(
            key,
            (present, token) => _loader.LoadAsync(new ScriptLoad(key, NextNumber(key, present), source, given ?? present?.Options ?? new ScriptOptions()) { Notes = notes }, token),
            step,
            cancellationToken).ConfigureAwait(false);
        _absences.Forget(RunSubject.Script, key);
        return stored.GetInfo();
    }

    /// <summary>Removes a script at once, also while another one is being compiled under its key.</summary>
    public bool Remove(string key) => NoteRemoved(key, _versions.Remove(key));

    /// <summary>The version that serves under a key; null for none.</summary>
    public ScriptVersion? Find(string key) => _table.Find(key);

    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        NoteRemoved(key, await _versions.DeleteAsync(key, cancellationToken).ConfigureAwait(false));

    public ScriptInfo GetInfo(string key) => _table.Current(key).GetInfo();

    public IReadOnlyList<ScriptInfo> List()
    {
        _table.ThrowIfClosed();
        return [.. _table.Versions.Select(static version => version.GetInfo()).OrderBy(static info => info.Key, StringComparer.Ordinal)];
    }

    public Task ExecuteAsync(
        string key,
        string function,
        IReadOnlyList<string> inputs,
        IReadOnlyList<string> outputs,
        IReadOnlyList<string>? keys = null,
        IReadOnlyList<string>? args = null,
        InferenceOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        try
        {
            IScript script = this[key];
            return StoreToStore.ExecuteAsync(
                _tensors,
                inputs,
                outputs,
                tensors => script.RunAsync(function, tensors, keys, args, options, cancellationToken),
                (result, given) => ResultsOf(key, function, result, given),
                cancellationToken);
        }
        catch (Exception error) when (error is not ArgumentException)
        {
            return Task.FromException(error);
        }
    }

    void IVersionEvents<ScriptVersion>.Replaced(ScriptVersion replaced, ScriptVersion next)
    {
        // First: loggers and listeners of metrics are the application's code, and may throw.
        replaced.Close();
        _logger.ScriptSwapped(next.Key, replaced.Number, next.Number);
        _metrics.Swapped(next.Subject);
    }

    void IVersionEvents<ScriptVersion>.Deleted(ScriptVersion version)
    {
        version.Close();
        _logger.ScriptDeleted(version.Key, version.Number);
    }

    private bool NoteRemoved(string key, bool removed)
    {
        if (removed)
        {
            _absences.Forget(RunSubject.Script, key);
        }

        return removed;
    }

    private static KeyValuePair<string, AiTensor>[] ResultsOf(string key, string function, ScriptResult result, IReadOnlyList<string> keys)
    {
        if (keys.Count != 0 && keys.Count != result.Count)
        {
            throw new TensorMismatchException(
                "outputs", Counted.Of(result.Count, "key"), $"{keys.Count}", $"Function '{function}' of script '{key}' gave {Counted.Of(result.Count, "tensor")}; {Counted.Of(keys.Count, "key")} {(keys.Count == 1 ? "was" : "were")} given.");
        }

        return [.. keys.Select((output, index) => KeyValuePair.Create(output, result[index]))];
    }

    private ScriptNotFoundException NotFound(string key)
    {
        (string why, Exception? cause) = _absences.Of(RunSubject.Script, key);
        return new ScriptNotFoundException(key, why, cause);
    }
}
