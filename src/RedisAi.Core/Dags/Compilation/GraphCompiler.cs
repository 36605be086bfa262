using RedisAi.Dags.Building;
using RedisAi.Dags.Execution;

namespace RedisAi.Dags.Compilation;

/// <summary>Compiles one graph: a plan's, or one within a node.</summary>
internal sealed class GraphCompiler
{
    private readonly CompileContext _context;
    private readonly DagBuilder _scope;
    private readonly IReadOnlyList<Port> _results;
    private readonly List<Port> _ports = [];
    private readonly Dictionary<(NodeDefinition Node, int Index, string? Name), int> _slots = [];
    private readonly List<NodeDefinition> _definitions = [];
    private readonly Dictionary<NodeDefinition, int> _places = [];
    private ILookup<NodeDefinition, (Port Port, int Slot)> _used = null!;

    private GraphCompiler(CompileContext context, DagBuilder scope, IReadOnlyList<Port> results)
    {
        _context = context;
        _scope = scope;
        _results = results;
    }

    /// <summary>Compiles a graph.</summary>
    /// <param name="context">What is known; takes the problems.</param>
    /// <param name="scope">The nodes.</param>
    /// <param name="inputs">What the graph is given, in order: the values with which a run begins.</param>
    /// <param name="results">What it gives.</param>
    public static PlanGraph Compile(CompileContext context, DagBuilder scope, IReadOnlyList<Port> inputs, IReadOnlyList<Port> results) =>
        new GraphCompiler(context, scope, results).Compile(inputs);

    /// <summary>Compiles a graph within a node.</summary>
    /// <param name="context">What is known; takes the problems.</param>
    /// <param name="body">The graph.</param>
    /// <param name="slotOf">The slots of the graph around it.</param>
    public static PlanBody Compile(CompileContext context, BodyDefinition body, Func<Port, int> slotOf)
    {
        IReadOnlyList<Port> captured = context.Liveness.CapturedBy(body.Scope);
        Port[] inputs = [.. body.Item is { } item ? [new Port(item, 0, null, IsSequence: false)] : Array.Empty<Port>(), .. captured];
        return new PlanBody(Compile(context, body.Scope, inputs, body.Results), [.. captured.Select(slotOf)]);
    }

    private PlanGraph Compile(IReadOnlyList<Port> inputs)
    {
        _definitions.AddRange(_context.Liveness.OrderOf(_scope).Where(static node => node is not InputDefinition));
        for (int i = 0; i < _definitions.Count; i++)
        {
            _places.Add(_definitions[i], i);
        }

        GiveSlots();
        _used = _ports.Select(static (port, slot) => (port, slot)).ToLookup(static entry => entry.port.Node);
        PlanNode[] nodes = new PlanNode[_definitions.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = NodeCompiler.Compile(_context, PartsOf(i));
        }

        return Assemble(nodes, inputs);
    }

    /// <summary>One slot for each value that anybody needs.</summary>
    private void GiveSlots()
    {
        foreach (NodeDefinition node in _definitions)
        {
            foreach (Port port in ReadsOf(node))
            {
                GiveSlot(port);
            }
        }

        foreach (Port port in _results)
        {
            GiveSlot(port);
        }
    }

    private void GiveSlot(Port port)
    {
        if (_slots.TryAdd((port.Node, port.Index, port.Name), _ports.Count))
        {
            _ports.Add(port);
        }
    }

    private int SlotOf(Port port) => _slots[(port.Node, port.Index, port.Name)];

    private IEnumerable<Port> ReadsOf(NodeDefinition node) => node.Inputs.Concat(node.Bodies.SelectMany(body => _context.Liveness.CapturedBy(body.Scope)));

    private NodeParts PartsOf(int index)
    {
        NodeDefinition node = _definitions[index];
        return new NodeParts(node, index, [.. node.Inputs.Select(SlotOf)], [.. _used[node]], SlotOf);
    }

    private PlanGraph Assemble(PlanNode[] nodes, IReadOnlyList<Port> inputs)
    {
        int[] uses = new int[_ports.Count];
        HashSet<int>[] before = [.. nodes.Select(node => PredecessorsOf(node, uses))];
        KeepOrderOfSessions(before);
        for (int i = 0; i < before.Length; i++)
        {
            before[i].UnionWith(_definitions[i].After.Where(_places.ContainsKey).Select(node => _places[node]));
        }

        foreach (Port port in _results)
        {
            uses[SlotOf(port)]++;
        }

        List<int>[] after = [.. nodes.Select(static _ => new List<int>())];
        for (int next = 0; next < nodes.Length; next++)
        {
            foreach (int earlier in before[next])
            {
                after[earlier].Add(next);
            }
        }

        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i].Successors = [.. after[i]];
        }

        return new PlanGraph
        {
            Name = _scope.Name,
            Nodes = nodes,
            SlotCount = _ports.Count,
            Values = [.. _ports.Select(port => new PlanValue(NameOf(port), _context.TypeOf(port), port.IsSequence))],
            Uses = uses,
            Pending = [.. before.Select(static set => set.Count)],
            InputSlots = [.. inputs.Select(port => _slots.GetValueOrDefault((port.Node, port.Index, port.Name), -1))],
            ResultSlots = [.. _results.Select(SlotOf)],
            Ready = [.. Enumerable.Range(0, nodes.Length).Where(node => before[node].Count == 0)],
        };
    }

    private static string NameOf(Port port) => port.Node is FunctionDefinition { Outputs: { } names } && port.Index >= 0 && port.Index < names.Count
        ? names[port.Index]
        : port.Name ?? (port.Index > 0 ? $"[{port.Index}]" : "");

    /// <summary>The nodes that give what a node reads.</summary>
    private HashSet<int> PredecessorsOf(PlanNode node, int[] uses)
    {
        HashSet<int> before = [];
        foreach (int slot in node.Reads)
        {
            uses[slot]++;
            if (_places.TryGetValue(_ports[slot].Node, out int giver))
            {
                before.Add(giver);
            }
        }

        return before;
    }

    /// <summary>Calls of one stateful model in one run come in the order in which its nodes were added.</summary>
    private void KeepOrderOfSessions(HashSet<int>[] before)
    {
        Dictionary<string, int> last = [];
        for (int i = 0; i < before.Length; i++)
        {
            foreach (string model in _context.StatefulOf(_definitions[i]))
            {
                if (last.TryGetValue(model, out int earlier))
                {
                    before[i].Add(earlier);
                }

                last[model] = i;
            }
        }
    }
}
