using Microsoft.Extensions.Logging;
using RedisAi.Backends;
using RedisAi.Diagnostics;
using RedisAi.Execution;
using RedisAi.Registry;

namespace RedisAi.Scripts;

/// <summary>One compiled script.</summary>
internal sealed class ScriptVersion : ServedVersion
{
    private readonly IScriptSession _session;
    private readonly ScriptReach _reach;
    private readonly string _source;
    private readonly Dictionary<string, int> _indices = [];
    private readonly DurationEstimate[] _estimates;

    public ScriptVersion(
        RunSubject subject, string source, IScriptSession session, ScriptOptions options, ScriptReach reach, EngineMetrics metrics, TimeProvider time, ILogger logger)
        : base(subject, session, metrics, time, logger)
    {
        Options = options;
        Functions = [.. session.Functions];
        _session = session;
        _reach = reach;
        _source = source;
        _estimates = [.. Functions.Select(_ => new DurationEstimate(time))];
        for (int i = 0; i < Functions.Count; i++)
        {
            _indices.Add(Functions[i].Name, i);
        }
    }

    public ScriptOptions Options { get; }

    /// <summary>What a storage keeps of it; null when it is not kept.</summary>
    public ScriptHead? Head { get; init; }

    public string Text => _source;

    public IReadOnlyList<ScriptFunction> Functions { get; }

    /// <summary>The place of a function.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public int IndexOf(string function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (_indices.TryGetValue(function, out int index))
        {
            return index;
        }

        string known = string.Join(", ", Functions.Select(static function => $"'{function.Name}'"));
        throw new ArgumentException($"The script '{Key}' has no function '{function}'; it has {(known.Length > 0 ? known : "none")}.", nameof(function));
    }

    /// <summary>How long the next call of a function will take.</summary>
    public DurationEstimate EstimateOf(int function) => _estimates[function];

    public ScriptInfo GetInfo() =>
        new(Key, Number, Subject.Backend, Options.Device, Options.Tag, [.. Options.EntryPoints], Functions, _source, Slots.GetStatistics());

    protected override ExecutionSlot CreateSlot(SlotPool slots) => new ScriptSlot(slots, _session.CreateExecution(), this, new ScriptHost(_reach, slots.Time));
}
