using RedisAi.Dags.Execution;
using RedisAi.Tensors;

namespace RedisAi.Dags.Text;

/// <summary>Notes what becomes of the operations of one run.</summary>
internal sealed class CommandRun : IRunObserver
{
    private readonly CommandReplies _replies;
    private readonly IOperationObserver? _observer;
    private readonly AiTensor?[] _tensors;
    private readonly bool[] _ended;
    private readonly Exception?[] _errors;
    private volatile bool _isTensorAbsent;
    private volatile bool _hasFailed;

    public CommandRun(CommandReplies replies, IOperationObserver? observer = null)
    {
        int count = replies.Operations.Count;
        _replies = replies;
        _observer = observer;
        (_tensors, _ended, _errors) = (new AiTensor?[count], new bool[count], new Exception?[count]);
    }

    /// <summary>Whether the replies say why the run has failed.</summary>
    public bool HasFailed => _hasFailed || _isTensorAbsent;

    public void NodeEnded(PlanNode node, GraphRun graph, Exception? error)
    {
        // Set and never reset: nodes end on several threads, and what one has noted must not be undone by another.
        if (error is TensorNotFoundException && _replies.Loads.ContainsKey(node.Index))
        {
            _isTensorAbsent = true;
        }

        for (int i = 0; i < _ended.Length; i++)
        {
            if (_replies.Nodes[i] != node.Index)
            {
                continue;
            }

            (_ended[i], _errors[i]) = (true, error);
            if (_replies.Slots[i] < 0)
            {
                if (error is not null)
                {
                    _hasFailed = true;
                }

                _observer?.Ended(_replies.Operations[i], error, error is null ? SamplesOf(node, graph) : 0);
            }

            if (error is null && _replies.Slots[i] is var slot && slot >= 0)
            {
                _tensors[i] = new AiTensor(graph.Share(slot, out _));
            }
        }
    }

    /// <summary>Makes the replies, and hands the tensors over to them.</summary>
    /// <param name="store">The store.</param>
    /// <exception cref="DagCommandException">A key was removed between the beginning and its loading.</exception>
    public DagCommandResult ToResult(ITensorStore store) => _isTensorAbsent
        ? throw new DagCommandException(AiErrors.TensorAbsent)
        : new DagCommandResult([.. _replies.Operations.Select((operation, place) => ReplyOf(operation, place, store))]);

    /// <summary>Gives up what was noted.</summary>
    public void Release()
    {
        foreach (AiTensor? tensor in _tensors)
        {
            tensor?.Dispose();
        }
    }

    /// <summary>Rows as RedisAI counts them.</summary>
    private static long SamplesOf(PlanNode node, GraphRun graph)
    {
        int place = Math.Max(0, Array.FindIndex(node.Outputs, static output => output.Index == 0));
        TensorValue first = place < node.Outputs.Length ? graph.Share(node.Outputs[place].Slot, out _) : default;
        if (first.IsEmpty)
        {
            return 0;
        }

        long samples = first.Shape.Rank > 0 ? first.Shape[0] : 1;
        first.Release();
        return samples;
    }

    private DagOperationReply ReplyOf(DagOperation operation, int place, ITensorStore store) => operation.Kind switch
    {
        DagOperationKind.TensorSet => new DagOperationReply(operation, DagOperationReplyKind.Ok),
        DagOperationKind.TensorGet => (_tensors[place] ?? Find(place, store)) is { } tensor
            ? new DagOperationReply(operation, DagOperationReplyKind.Tensor, tensor)
            : new DagOperationReply(operation, DagOperationReplyKind.NotRun),

        // What was under way when another one failed was asked to stop, and has no error of its own.
        _ when !_ended[place] || (_errors[place] is OperationCanceledException && Array.Exists(_errors, static error => error is not (null or OperationCanceledException))) => new DagOperationReply(operation, DagOperationReplyKind.NotRun),
        _ => _errors[place] is { } error
            ? new DagOperationReply(operation, DagOperationReplyKind.Error, error: error)
            : new DagOperationReply(operation, DagOperationReplyKind.Ok),
    };

    /// <summary>A tensor that needs no run, where the run has ended before it got there.</summary>
    private AiTensor? Find(int place, ITensorStore store) =>
        _replies.ConstantOf(place)?.Share() ?? (_replies.Loads.TryGetValue(_replies.Nodes[place], out string? key) ? store.Get(key) : null);
}
