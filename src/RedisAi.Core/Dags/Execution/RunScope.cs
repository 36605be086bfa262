using System.Diagnostics;
using RedisAi.Execution;
using RedisAi.Keyspace;

namespace RedisAi.Dags.Execution;

/// <summary>What all graphs of one run of a plan share.</summary>
#pragma warning disable CA1001 // The source has no timer; what was registered with it may run later than the run ends.
internal abstract class RunScope
#pragma warning restore CA1001
{
    private const double NoPlace = -1;

    private readonly Lock _placing = new();
    private CancellationTokenSource _cancellation = new();
    private volatile bool _stopped;
    private NodeFailure? _failure;
    private double _place = NoPlace;

    public required DagServices Services { get; init; }

    public required string Plan { get; init; }

    /// <summary>Whose run it is.</summary>
    public string? Session { get; protected set; }

    /// <summary>Where the times of nodes go; null when nobody asks for them.</summary>
    public TimingCollector? Timings { get; protected set; }

    /// <summary>Who is told of each node that has run; null for nobody.</summary>
    public IRunObserver? Observer { get; protected set; }

    /// <summary>What holds the scripts of the run to what its caller may do; null for all.</summary>
    public IScriptGuard? ScriptGuard { get; protected set; }

    /// <summary>The span of the run; null when nobody listens.</summary>
    public Activity? Activity { get; protected set; }

    /// <summary>Whether nodes may hold the thread that they are on: it is not that of a caller who has other things to do.</summary>
    public bool MayHoldThreads { get; protected set; }

    /// <summary>Whether the caller blocks until the run has ended. As all of the pool's threads may be such callers, nothing waits for one then.</summary>
    public bool IsBlocked { get; protected set; }

    /// <summary>The places of the run in the order of sessions.</summary>
    public SessionPlace[] Places { get; protected init; } = [];

    /// <summary>Cancelled when nobody wants the result any more: the run was stopped, or a node has failed.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Whether the run was asked to stop.</summary>
    public bool IsStopped => _stopped;

    public TimeProvider Time => Services.Time;

    public RunThreads Threads => Services.Threads;

    /// <summary>The failure that the run ends with: the first one for which there is no fallback, or none any more; null while there is none.</summary>
    public NodeFailure? Failure => Volatile.Read(ref _failure);

    /// <summary>The last node that ended after the run was asked to stop, or the one within it that it waited for; null when none did.</summary>
    public string? LateNode { get; private set; }

    /// <summary>The place of the run between 0 and 1, which tells which versions of models answer it when it is no session's. Asked for only where a model has several.</summary>
    public double Place
    {
        get
        {
            // Nodes may ask at the same time, and a place that is given up would spoil the shares.
            lock (_placing)
            {
                return _place >= 0 ? _place : _place = NextPlace();
            }
        }
    }

    /// <summary>The value of a placeholder, as it was when the run was accepted.</summary>
    public abstract string? ValueOf(string placeholder);

    /// <summary>Notes a failure for which there is no fallback: nothing is begun any more, and what is under way is asked to stop.</summary>
    public void Fail(NodeFailure failure)
    {
        if (Interlocked.CompareExchange(ref _failure, failure, null) is null)
        {
            CancelNodes();
        }
    }

    /// <summary>Asks nodes under way to stop, and lets those go on that wait for their turn with a model. What they have registered with the token runs on the thread pool.</summary>
    public void CancelNodes()
    {
        _ = _cancellation.CancelAsync();
        Services.Order.Wake(Places);
    }

    /// <summary>Notes that a node has ended after the run was asked to stop. Nodes around it, which only waited for it, come later.</summary>
    public void NoteLate(string node)
    {
        if (LateNode is not { } within || !within.StartsWith($"{node}/", StringComparison.Ordinal))
        {
            LateNode = node;
        }
    }

    /// <summary>A place that no run had lately.</summary>
    protected abstract double NextPlace();

    protected void MarkStopped() => _stopped = true;

    /// <summary>Forgets that nodes were asked to stop. The old source is not disposed: what was registered with it may still be running, and it holds nothing.</summary>
    protected void Reset()
    {
        _stopped = false;
        _failure = null;
        LateNode = null;
        _place = NoPlace;
        if (_cancellation.IsCancellationRequested)
        {
            _cancellation = new CancellationTokenSource();
        }
    }
}
