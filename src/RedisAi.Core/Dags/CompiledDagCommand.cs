using RedisAi.Dags.Text;

namespace RedisAi;

/// <summary>A plan that was made of a <see cref="DagCommand"/>, with the order of its operations. Runs may be at the same time; dispose it when there is none any more.</summary>
public sealed class CompiledDagCommand : IDisposable
{
    private static readonly NamedTensors s_noInputs = [];

    private readonly ITensorStore _tensors;
    private readonly IReadOnlyList<string> _loaded;
    private readonly CommandReplies _replies;
    private volatile bool _isDisposed;

    internal CompiledDagCommand(ITensorStore tensors, DagPlan plan, CommandPrefix prefix, CommandReplies replies)
    {
        _tensors = tensors;
        _loaded = prefix.Load;
        _replies = replies;
        Persisted = prefix.Persist;
        Plan = plan;
        Timeout = prefix.Timeout;
    }

    /// <summary>Gets the plan, which has no inputs; its outputs are what <c>AI.TENSORGET</c> asks for.</summary>
    public DagPlan Plan { get; }

    /// <summary>Gets the operations, in the order of the command.</summary>
    public IReadOnlyList<DagOperation> Operations => _replies.Operations;

    /// <summary>What is to be persisted; where the command was compiled for an endpoint, the last replies have the tensors.</summary>
    internal IReadOnlyList<string> Persisted { get; }

    /// <summary>Gets the time that the command gives itself; null for any.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>Runs the command. An operation that fails is a reply, not an exception; what was not begun by then is not run, and nothing is persisted.</summary>
    /// <param name="options">How long it may take, where that is to win over the command's own time; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>A reply for each operation; dispose it once you are done.</returns>
    /// <exception cref="DagCommandException">A key that is to be loaded is absent; nothing has run.</exception>
    /// <exception cref="TimeoutException">It took too long; nothing was persisted. RedisAI replies <c>TIMEDOUT</c> for the whole command.</exception>
    /// <exception cref="TensorStoreFullException">What is to be persisted does not fit into the store; nothing was persisted.</exception>
    public ValueTask<DagCommandResult> RunAsync(InferenceOptions? options = null, CancellationToken cancellationToken = default) => RunAsync(options, observer: null, cancellationToken);

    /// <summary>Runs the command as <see cref="RunAsync(InferenceOptions?, CancellationToken)"/> does, and tells somebody of its operations.</summary>
    internal async ValueTask<DagCommandResult> RunAsync(InferenceOptions? options, IOperationObserver? observer, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_loaded.Any(key => key.Length == 0 || !_tensors.Contains(key)))
        {
            throw new DagCommandException(AiErrors.TensorAbsent);
        }

        CommandRun run = new(_replies, observer);
        bool ended = false;
        try
        {
            DagRunOptions own = new() { Session = options?.Session, Timeout = options?.Timeout ?? Timeout, Observer = run, ScriptGuard = options?.ScriptGuard };
            try
            {
                using DagResult result = await Plan.RunAsync(s_noInputs, own, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is DagExecutionException or EngineOverloadedException && run.HasFailed)
            {
                // The replies tell.
            }

            DagCommandResult replies = run.ToResult(_tensors);
            ended = true;
            return replies;
        }
        finally
        {
            if (!ended)
            {
                run.Release();
            }
        }
    }

    /// <summary>Releases the tensors that the command contains. It cannot be run any more.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _replies.Release();
    }
}
