using RedisAi.Backends;

namespace RedisAi.Tests.Scripts;

/// <summary>A backend whose scripts are functions in C#; counts what the engine does with its sessions.</summary>
/// <param name="script">What the next script that is compiled consists of.</param>
/// <param name="name">The name of the backend.</param>
internal sealed class FakeScriptBackend(FakeScript script, string name = "FAKESCRIPT") : IScriptBackend
{
    private readonly Lock _lock = new();
    private readonly List<FakeScriptSession> _sessions = [];

    /// <summary>A text that this backend compiles, as every other.</summary>
    public static ScriptSource Source { get; } = ScriptSource.FromText("def echo(tensors, keys, args)");

    public string Name => name;

    public int Disposals { get; private set; }

    /// <summary>What the next script that is compiled consists of.</summary>
    public FakeScript Script { get; set; } = script;

    /// <summary>Called when a script is compiled, before the session exists.</summary>
    public Action<ScriptContent, LoadOptions, CancellationToken>? Compiling { get; set; }

    /// <summary>All sessions so far, in the order in which they were compiled.</summary>
    public IReadOnlyList<FakeScriptSession> Sessions
    {
        get
        {
            lock (_lock)
            {
                return [.. _sessions];
            }
        }
    }

    /// <summary>An engine with one script under the key <c>s</c>.</summary>
    public static async Task<RedisAiEngine> EngineAsync(FakeScript script, TimeProvider? time = null)
    {
        RedisAiEngine ai = new(new RedisAiOptions(), [new FakeScriptBackend(script)], time);
        await ai.Scripts.StoreAsync("s", Source);
        return ai;
    }

    public bool Recognizes(ModelContent content) => false;

    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken) =>
        throw new ModelLoadException("This backend has no models.");

    public IScriptSession Compile(ScriptContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        Compiling?.Invoke(content, options, cancellationToken);
        lock (_lock)
        {
            FakeScriptSession session = new(Script, content, options);
            _sessions.Add(session);
            return session;
        }
    }

    public void Dispose() => Disposals++;
}
