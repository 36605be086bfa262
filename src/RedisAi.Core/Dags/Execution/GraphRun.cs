using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>One run of a graph at a time: its values, and which nodes are still to come. Used again for the next run.</summary>
/// <remarks>
/// <para>A thread that has ended a node goes on with those that waited for it only; where there are several that take long, it keeps one and
/// starts the others on other threads. So there is no queue and no lock: a node is started by the thread that ends the last one before it.</para>
/// <para>Once a node has failed, or the run is stopped, what has not started ends without running; the graph ends when the last node has.</para>
/// </remarks>
internal sealed class GraphRun
{
    private const int Nobody = -1;

    // Whether the graph has ended, and whether the one who started it knows that it has to wait.
    private const int Started = 0;
    private const int Awaited = 1;
    private const int Over = 2;

    /// <summary>To start a node on another thread takes about so long; below that it is done here.</summary>
    private static readonly TimeSpan s_worthAThread = TimeSpan.FromMicroseconds(20);

    /// <summary>Below this, reading the clock for each node shows.</summary>
    private static readonly TimeSpan s_short = TimeSpan.FromMicroseconds(5);

    private readonly NodeRun[] _nodes;
    private readonly TensorValue[] _values;
    private readonly TensorValue[]?[] _sequences;
    private readonly int[] _uses;
    private readonly int[] _pending;
    private readonly int[] _next;
    private IGraphOwner _owner = null!;
    private NodeFailure? _failure;
    private int _remaining;
    private int _state;
    private long _threadTicks;

    public GraphRun(PlanGraph graph)
    {
        Graph = graph;
        _values = new TensorValue[graph.SlotCount];
        _sequences = new TensorValue[]?[graph.SlotCount];
        _uses = new int[graph.SlotCount];
        _pending = new int[graph.Nodes.Length];
        _next = new int[graph.Nodes.Length];
        _nodes = Array.ConvertAll(graph.Nodes, node => node.CreateRun(this));
    }

    public PlanGraph Graph { get; }

    public RunScope Scope { get; private set; } = null!;

    /// <summary>When the graph must have ended, as a timestamp; <see cref="long.MaxValue"/> for any time.</summary>
    public long Deadline { get; private set; }

    /// <summary>Whether that is because of the time of a node around it, and not of the run.</summary>
    public bool IsOwnTime { get; private set; }

    /// <summary>Whether nodes note how long they take.</summary>
    public bool IsTimed { get; private set; }

    /// <summary>Whether what fails in it is not the failure of the run yet: it is within a node that has a fallback, or within a fallback, of which the node tells.</summary>
    public bool IsGuarded { get; private set; }

    /// <summary>The first failure; null while there is none.</summary>
    public NodeFailure? Failure => Volatile.Read(ref _failure);

    /// <summary>Whether nothing is to be started any more.</summary>
    public bool IsStopping => Failure is not null || _owner.IsStopping;

    /// <summary>Prepares a run; the inputs are set next.</summary>
    /// <param name="scope">What all graphs of the run share.</param>
    /// <param name="owner">Who is told of the end, unless <see cref="Start"/> tells it.</param>
    /// <param name="deadline">When it must have ended.</param>
    /// <param name="isOwnTime">Whether that is because of the time of a node around it.</param>
    /// <param name="isGuarded">Whether what fails in it is not the failure of the run yet: it is within a node that has a fallback, or within a fallback, of which the node tells.</param>
    public void Prepare(RunScope scope, IGraphOwner owner, long deadline, bool isOwnTime, bool isGuarded)
    {
        (Scope, _owner, Deadline, IsOwnTime, IsGuarded) = (scope, owner, deadline, isOwnTime, isGuarded);
        Graph.Uses.CopyTo(_uses, 0);
        Graph.Pending.CopyTo(_pending, 0);
        _failure = null;
        _remaining = Graph.Nodes.Length;
        _state = Started;
        _threadTicks = scope.Time.TimestampFrequency * s_worthAThread.Ticks / TimeSpan.TicksPerSecond;
        IsTimed = scope.Timings is not null || scope.Activity is not null || Graph.TimesNext(scope.Time.TimestampFrequency * s_short.Ticks / TimeSpan.TicksPerSecond);
    }

    /// <summary>Sets an input; its reference is this graph's from now on. One that nobody needs is given up.</summary>
    public void SetInput(int place, in TensorValue value, TensorValue[]? sequence = null)
    {
        int slot = Graph.InputSlots[place];
        if (slot == Nobody)
        {
            Release(value, sequence);
        }
        else
        {
            _values[slot] = value;
            _sequences[slot] = sequence;
        }
    }

    /// <summary>Starts, on this thread.</summary>
    /// <returns>Whether the graph has ended; if not, its owner is told when it has.</returns>
    public bool Start()
    {
        if (_nodes.Length == 0)
        {
            return true;
        }

        int head = Nobody;
        for (int i = Graph.Ready.Length - 1; i >= 0; i--)
        {
            head = Push(Graph.Ready[i], head);
        }

        Drain(head, ended: 0);
        return Interlocked.CompareExchange(ref _state, Awaited, Started) == Over;
    }

    /// <summary>A value, borrowed.</summary>
    public ref readonly TensorValue Value(int slot) => ref _values[slot];

    /// <summary>The items of a sequence, borrowed.</summary>
    public TensorValue[] Sequence(int slot) => _sequences[slot]!;

    /// <summary>Takes a result over: a use of its slot ends.</summary>
    public TensorValue TakeValue(int slot, out TensorValue[]? sequence)
    {
        sequence = _sequences[slot];
        if (--_uses[slot] > 0)
        {
            // Somebody else takes it, too.
            sequence = sequence is null ? null : Array.ConvertAll(sequence, static item => item.AddReference());
            return _values[slot].IsEmpty ? default : _values[slot].AddReference();
        }

        TensorValue value = _values[slot];
        _values[slot] = default;
        _sequences[slot] = null;
        return value;
    }

    /// <summary>A second reference on what is in a slot, for a graph within.</summary>
    public TensorValue Share(int slot, out TensorValue[]? sequence)
    {
        sequence = _sequences[slot] is { } items ? Array.ConvertAll(items, static item => item.AddReference()) : null;
        return _values[slot].IsEmpty ? default : _values[slot].AddReference();
    }

    /// <summary>Puts an output of a node where it is needed; its reference is this graph's from now on.</summary>
    public void SetValue(int slot, in TensorValue value) => _values[slot] = value;

    /// <summary>Gives up an output of a node that has failed after all.</summary>
    public void TakeBack(int slot)
    {
        Release(_values[slot], sequence: null);
        _values[slot] = default;
    }

    /// <inheritdoc cref="SetValue"/>
    public void SetSequence(int slot, TensorValue[] items) => _sequences[slot] = items;

    /// <summary>Gives up all that is left, and forgets the run. For the owner, once the graph has ended.</summary>
    public void Recycle()
    {
        for (int slot = 0; slot < _values.Length; slot++)
        {
            if (!_values[slot].IsEmpty || _sequences[slot] is not null)
            {
                Release(_values[slot], _sequences[slot]);
                _values[slot] = default;
                _sequences[slot] = null;
            }
        }

        if (IsTimed && _failure is null)
        {
            Graph.Learn();
        }

        (Scope, _owner) = (null!, null!);
        Graph.Return(this);
    }

    /// <summary>Runs a node that was given to this thread, and what follows from it.</summary>
    public void Run(int node)
    {
        _next[node] = Nobody;
        Drain(node, ended: 0);
    }

    /// <summary>Goes on after a node that has ended later than it began.</summary>
    public void Continue(NodeRun node) => Drain(Finish(node), ended: 1);

    private void Drain(int ready, int ended)
    {
        // What was found ready before: nodes that take no time, and one that does, for the end.
        int quick = Nobody;
        int kept = Nobody;
        while (true)
        {
            int node = ready;
            if (node != Nobody && _next[node] == Nobody && quick == Nobody && kept == Nobody)
            {
                // There is nothing to choose from, as in a chain.
            }
            else
            {
                Sort(ready, ref quick, ref kept);
                if (quick != Nobody)
                {
                    node = quick;
                    quick = _next[quick];
                }
                else
                {
                    node = kept;
                    kept = Nobody;
                }
            }

            if (node == Nobody)
            {
                break;
            }

            ready = Nobody;
            if (_nodes[node].Execute())
            {
                ready = Finish(_nodes[node]);
                ended++;
            }
        }

        if (ended > 0 && Interlocked.Add(ref _remaining, -ended) == 0 && Interlocked.Exchange(ref _state, Over) == Awaited)
        {
            _owner.Ended(this);
        }
    }

    /// <summary>Puts nodes that are ready before those that were: those that take no time in their order, and of those that do one, which is kept; the others go to other threads.</summary>
    private void Sort(int ready, ref int quick, ref int kept)
    {
        int before = kept;
        int last = Nobody;
        int rest = quick;
        while (ready != Nobody)
        {
            int node = ready;
            ready = _next[ready];
            if (_nodes[node].BlocksFor(_threadTicks))
            {
                if (kept == before)
                {
                    kept = node;
                }
                else
                {
                    Scope.Threads.Start(_nodes[node], _nodes[node].IsLong);
                }

                continue;
            }

            _next[node] = rest;
            if (last == Nobody)
            {
                quick = node;
            }
            else
            {
                _next[last] = node;
            }

            last = node;
        }

        if (kept != before && before != Nobody)
        {
            // What follows from the node that has just ended finds its inputs in this core's cache.
            Scope.Threads.Start(_nodes[before], _nodes[before].IsLong);
        }
    }

    /// <summary>Notes how a node has ended, and gives up what nobody needs any more.</summary>
    /// <returns>The nodes that waited for it only.</returns>
    private int Finish(NodeRun node)
    {
        int head = Nobody;
        PlanNode plan = node.Plan;
        if (node.Failure is { } failure)
        {
            Fail(failure);
        }

        foreach (int slot in plan.Reads)
        {
            if (Graph.Uses[slot] == 1 || Interlocked.Decrement(ref _uses[slot]) == 0)
            {
                Release(_values[slot], _sequences[slot]);
                _values[slot] = default;
                _sequences[slot] = null;
            }
        }

        foreach (int next in plan.Successors)
        {
            if (Graph.Pending[next] == 1 || Interlocked.Decrement(ref _pending[next]) == 0)
            {
                head = Push(next, head);
            }
        }

        return head;
    }

    private void Fail(NodeFailure failure)
    {
        if (Interlocked.CompareExchange(ref _failure, failure, null) is null && !IsGuarded)
        {
            Scope.Fail(failure);
        }
    }

    private int Push(int node, int head)
    {
        _next[node] = head;
        return node;
    }

    private static void Release(in TensorValue value, TensorValue[]? sequence)
    {
        if (!value.IsEmpty)
        {
            value.Release();
        }

        foreach (TensorValue item in sequence ?? [])
        {
            item.Release();
        }
    }
}
