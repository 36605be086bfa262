using RedisAi.Backends;

namespace RedisAi.Tests.Models;

/// <summary>Runs one model of one input and one output as a delegate says; counts what the engine does with its sessions.</summary>
internal sealed class FakeBackend(FakeRun? run = null, string name = "FAKE") : IBackend
{
    private readonly Lock _lock = new();
    private readonly List<FakeSession> _sessions = [];
    private int _disposals;

    /// <summary>A model that this backend recognizes.</summary>
    public static ModelSource Source { get; } = ModelSource.FromBytes("FAKE model"u8.ToArray());

    public string Name => name;

    public int Disposals => _disposals;

    /// <summary>Called when a model is loaded, before the session exists.</summary>
    public Action<ModelContent, LoadOptions, CancellationToken>? Loading { get; set; }

    /// <summary>Called when an execution of a session ends.</summary>
    public Action<FakeSession>? ExecutionDisposing { get; set; }

    /// <summary>Called when an execution of a session is asked for.</summary>
    public Action<FakeSession>? ExecutionMaking { get; set; }

    /// <summary>How often a session tells its signature until it fails to.</summary>
    public int SignaturesBeforeFailure { get; init; } = int.MaxValue;

    /// <summary>Called when a session ends, after it has.</summary>
    public Action<FakeSession>? SessionDisposing { get; set; }

    /// <summary>Called when this ends, after it has.</summary>
    public Action? Disposing { get; set; }

    public ModelSignature Signature { get; set; } = new(
        [new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1]))],
        [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([-1]))]);

    /// <summary>All sessions so far, in the order in which they were loaded.</summary>
    public IReadOnlyList<FakeSession> Sessions
    {
        get
        {
            lock (_lock)
            {
                return [.. _sessions];
            }
        }
    }

    public bool Recognizes(ModelContent content) => content.Head.Span.StartsWith("FAKE"u8);

    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        Loading?.Invoke(content, options, cancellationToken);
        lock (_lock)
        {
            FakeSession session = new(_sessions.Count + 1, Signature, options, run ?? FakeSession.Echo)
            {
                ExecutionDisposing = session => ExecutionDisposing?.Invoke(session),
                ExecutionMaking = session => ExecutionMaking?.Invoke(session),
                SignaturesBeforeFailure = SignaturesBeforeFailure,
                Disposing = session => SessionDisposing?.Invoke(session),
            };
            _sessions.Add(session);
            return session;
        }
    }

    public void Dispose()
    {
        Interlocked.Increment(ref _disposals);
        Disposing?.Invoke();
    }
}
