using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>Runs a graph for each item of a sequence, several at once.</summary>
internal sealed class MapNodeRun(GraphRun graph, MapNode plan) : NodeRun(graph, plan)
{
    private TensorValue[] _items = [];
    private TensorValue[]? _results;
    private MapLane[] _lanes = [];
    private NodeFailure? _failure;
    private int _next;
    private int _lanesLeft;

    /// <summary>The graph that runs for each item.</summary>
    public PlanBody Body => plan.Body;

    /// <summary>Whether nobody wants the items any more: one of them has failed, or the graph around is stopping.</summary>
    public bool IsStopping => Volatile.Read(ref _failure) is not null || Graph.IsStopping;

    /// <summary>Takes the next item.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="item">The item, with a reference.</param>
    /// <returns>False when none is left, or nobody wants the others.</returns>
    public bool TryTakeItem(out int index, out TensorValue item)
    {
        index = Interlocked.Increment(ref _next) - 1;
        bool taken = index < _items.Length && !IsStopping;
        item = taken ? _items[index].AddReference() : default;
        return taken;
    }

    /// <summary>Notes how an item has ended.</summary>
    public void Note(int index, GraphRun graph)
    {
        if (graph.Failure is { } failure)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }
        else if (!IsStopping)
        {
            _results![index] = graph.TakeValue(graph.Graph.ResultSlots[0], out _);
        }
    }

    /// <summary>Ends a lane; the last one ends the node, unless this is still within <see cref="Begin"/>.</summary>
    public void EndLane()
    {
        if (Interlocked.Decrement(ref _lanesLeft) == 0)
        {
            NoteWithin(_failure);
            End(null);
        }
    }

    protected override bool Begin()
    {
        _items = Graph.Sequence(plan.Inputs[0].Slot);
        _results = new TensorValue[_items.Length];
        _next = 0;
        _failure = null;
        int count = Math.Min(_items.Length, LaneCount());
        if (_lanes.Length < count)
        {
            _lanes = [.. _lanes, .. Enumerable.Range(0, count - _lanes.Length).Select(_ => new MapLane(this))];
        }

        // One for this thread, which must not end the node before it has started all.
        _lanesLeft = count + 1;
        for (int i = 1; i < count; i++)
        {
            Scope.Threads.Start(_lanes[i], IsLong);
        }

        if (count > 0)
        {
            _lanes[0].Run();
        }

        if (Interlocked.Decrement(ref _lanesLeft) > 0)
        {
            return false;
        }

        NoteWithin(_failure);
        return true;
    }

    protected override TensorValue[]? TakeSequence()
    {
        TensorValue[]? results = _results;
        _results = null;
        return results;
    }

    protected override TensorValue TakeOutput(in PlanOutput output) => throw new InvalidOperationException($"The node '{Plan.Path}' gives a sequence.");

    protected override void CleanUp()
    {
        foreach (TensorValue result in _results ?? [])
        {
            if (!result.IsEmpty)
            {
                result.Release();
            }
        }

        (_items, _results) = ([], null);
    }

    /// <summary>How many items are under way at once. Quick ones in C# are done on this thread: another one would cost more.</summary>
    private int LaneCount() => plan.Body.Graph.Typical is { } ticks && ticks < Scope.Time.TimestampFrequency / 50_000 && !CallsOthers ? 1 : plan.MaxConcurrency;

    private bool CallsOthers => Array.Exists(plan.Body.Graph.Nodes, static node => node is not FunctionNode);
}
