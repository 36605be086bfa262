using RedisAi.Dags.Building;
using RedisAi.Dags.Execution;

namespace RedisAi.Dags.Compilation;

/// <summary>What is known while a plan is compiled.</summary>
internal sealed class CompileContext(DagServices services, Liveness liveness, PlanProblems problems)
{
    private readonly Dictionary<(NodeDefinition Node, int Index, string? Name), KnownType> _types = [];
    private readonly Dictionary<NodeDefinition, IReadOnlySet<string>> _stateful = [];

    public DagServices Services => services;

    public Liveness Liveness => liveness;

    /// <summary>Whether types that do not fit are left to the run, as RedisAI does.</summary>
    public bool DefersTypes { get; init; }

    public Axes Axes { get; } = new();

    public PlanProblems Problems => problems;

    /// <summary>The keys of the stateful models that nodes call with the session of the run, in order.</summary>
    public List<string> StatefulModels { get; } = [];

    /// <summary>Whether some node may change what is outside of the plan: a script, or a model that keeps states.</summary>
    public bool HasEffects { get; set; }

    /// <summary>The placeholders that runs fill in.</summary>
    public SortedSet<string> Placeholders { get; } = new(StringComparer.Ordinal);

    public KnownType TypeOf(Port port) => _types.GetValueOrDefault((port.Node, port.Index, port.Name), KnownType.Unknown);

    public void SetType(Port port, KnownType type) => _types[(port.Node, port.Index, port.Name)] = type;

    /// <summary>Notes that a node calls a stateful model with the session of the run.</summary>
    public void NoteStateful(NodeDefinition node, IEnumerable<string> models)
    {
        HashSet<string> all = [.. _stateful.GetValueOrDefault(node) ?? new HashSet<string>(), .. models];
        _stateful[node] = all;
        foreach (string model in all)
        {
            if (!StatefulModels.Contains(model))
            {
                StatefulModels.Add(model);
            }
        }
    }

    /// <summary>The stateful models that a node calls, itself or in the graphs within it.</summary>
    public IReadOnlySet<string> StatefulOf(NodeDefinition node) => _stateful.GetValueOrDefault(node) ?? new HashSet<string>();

    /// <summary>Compares what an input takes with what is known of the value that comes.</summary>
    /// <param name="port">Where the value comes from.</param>
    /// <param name="node">The node that takes it.</param>
    /// <param name="input">The name of the input.</param>
    /// <param name="taken">What it takes.</param>
    /// <param name="symbols">The names of lengths of this node; null when each stands for itself.</param>
    /// <returns>The check for the run.</returns>
    public EdgeCheck Connect(Port port, NodeDefinition node, string input, TensorSpec taken, Dictionary<string, int>? symbols)
    {
        string edge = EdgeCheck.Between(port.ToString(), input, node.Scope.PathOf(node.Name));
        Compare(edge, KnownType.Of(taken, Axes, symbols), TypeOf(port));
        return new EdgeCheck(edge, input, taken);
    }

    /// <summary>Compares what was said of a value with what is known of it, which is both from then on.</summary>
    /// <param name="port">Where the value comes from.</param>
    /// <param name="declared">What was said.</param>
    public void Declare(Port port, TensorSpec declared)
    {
        KnownType said = KnownType.Of(declared, Axes, symbols: null);
        KnownType known = TypeOf(port);
        Compare(EdgeCheck.Of(port.ToString()), said, known);
        SetType(port, new KnownType(said.DataType == TensorDataType.Undefined ? known.DataType : said.DataType, said.Lengths ?? known.Lengths));
    }

    private void Compare(string edge, KnownType expected, KnownType actual)
    {
        if (DefersTypes || !AllWaysFit(edge, expected, actual))
        {
            return;
        }

        // As they are before the two are made one.
        (string taken, string comes) = (expected.TextOf(Axes), actual.TextOf(Axes));
        if (!Fits(expected, actual))
        {
            Problems.Add(EdgeCheck.Sentence(edge, taken, comes));
        }
    }

    /// <summary>Looks at each of the values that may come: what is known of all of them may be too little to see that one does not fit.</summary>
    private bool AllWaysFit(string edge, KnownType expected, KnownType actual)
    {
        bool allFit = true;
        foreach ((string way, KnownType type) in actual.Ways)
        {
            (string taken, string comes) = (expected.TextOf(Axes), type.TextOf(Axes));
            int given = Axes.Given;
            if (!Fits(expected, type))
            {
                Problems.Add($"{EdgeCheck.Sentence(edge, taken, comes).TrimEnd('.')} from '{way}'.");
                allFit = false;
            }

            // Only one of them comes, so none says what holds for all.
            Axes.TakeBack(given);
        }

        return allFit;
    }

    private bool Fits(KnownType expected, KnownType actual)
    {
        bool typeFits = expected.DataType.MayBe(actual.DataType);
        if (!typeFits || expected.Lengths is null || actual.Lengths is null)
        {
            return typeFits;
        }

        if (expected.Lengths.Length != actual.Lengths.Length)
        {
            return false;
        }

        for (int axis = 0; axis < expected.Lengths.Length; axis++)
        {
            if (!Axes.TryUnite(expected.Lengths[axis], actual.Lengths[axis]))
            {
                return false;
            }
        }

        return true;
    }
}
