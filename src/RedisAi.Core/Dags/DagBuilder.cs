using RedisAi.Dags;
using RedisAi.Dags.Building;
using RedisAi.Dags.Compilation;

namespace RedisAi;

/// <summary>Builds a graph of models, scripts and functions: each node hands out its outputs as values, which are the inputs of others.</summary>
/// <remarks>
/// Obtained from <see cref="IRedisAi.CreateDag"/>. Used by one thread. Names that are wrong, and types that do not fit, are found by
/// <see cref="Compile"/>, all at once. Values belong to their builder, and to those of the branches, items and fallbacks within it.
/// </remarks>
public sealed partial class DagBuilder
{
    private readonly DagServices _services;
    private readonly List<NodeDefinition> _nodes = [];
    private readonly Dictionary<string, NodeDefinition> _names = [];
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<(string Name, Port Port)> _outputs = [];
    private readonly List<PersistDefinition> _persists = [];
    private readonly List<string> _mistakes;
    private readonly string _name;
    private readonly string _part;

    /// <param name="services">What plans need.</param>
    /// <param name="name">The name of the plan, or of the node that this is within, as long as that is not there yet.</param>
    /// <param name="parent">The graph around this one.</param>
    /// <param name="part">Which graph of its node this is, as in <c>/then</c>.</param>
    internal DagBuilder(DagServices services, string name, DagBuilder? parent = null, string part = "")
    {
        _services = services;
        _name = name;
        _part = part;
        Parent = parent;
        _mistakes = parent?._mistakes ?? [];
    }

    /// <summary>Gets the name of the plan, or of the branch or body within it.</summary>
    public string Name => Parent is null ? _name : Parent.PathOf(Owner?.Name ?? _name) + _part;

    /// <summary>The node that this graph is within, once it is there.</summary>
    internal NodeDefinition? Owner { get; set; }

    /// <summary>Whether types that do not fit are found by runs only.</summary>
    internal bool DefersTypes { get; set; }

    internal DagBuilder? Parent { get; }

    internal IReadOnlyList<NodeDefinition> Nodes => _nodes;

    internal IReadOnlyList<(string Name, Port Port)> Outputs => _outputs;

    internal IReadOnlyList<PersistDefinition> Persists => _persists;

    /// <summary>What was found wrong while building, in this graph and those within it.</summary>
    internal IReadOnlyList<string> Mistakes => _mistakes;

    /// <summary>Adds an input whose type nobody knows before the run.</summary>
    /// <param name="name">Its name among the inputs of the plan.</param>
    public DagValue Input(string name) => Value(AddPlanInput(name));

    /// <summary>Adds an input.</summary>
    /// <param name="name">Its name among the inputs of the plan.</param>
    /// <param name="dataType">The type of its elements.</param>
    /// <param name="shape">The lengths of its axes, -1 for any.</param>
    public DagValue Input(string name, TensorDataType dataType, ReadOnlySpan<long> shape)
    {
        InputDefinition input = AddPlanInput(name);
        input.Declared[(0, null)] = new TensorSpec(name, dataType, new ShapePattern(shape));
        return Value(input);
    }

    /// <summary>Adds a tensor of the store, read when the run begins.</summary>
    /// <param name="key">The key. <c>{session}</c> is filled in by <see cref="InferenceOptions.Session"/>, other names in braces by <see cref="DagRunOptions.Arguments"/>.</param>
    /// <exception cref="ArgumentException">The key has a brace that begins no placeholder.</exception>
    public DagValue Load(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return Value(Add(new LoadDefinition(this, Unique(key), Template(key, nameof(key)))));
    }

    /// <summary>Adds a model, whose inputs are given by position: all of them, or all but the states when runs have a session.</summary>
    /// <param name="key">The model's key.</param>
    /// <param name="inputs">Its inputs.</param>
    public DagNode Model(string key, params ReadOnlySpan<DagValue> inputs)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return new DagNode(Add(new ModelDefinition(this, Unique(key), key, Ports(inputs), inputNames: null)));
    }

    /// <summary>Adds a model, whose inputs are given by name.</summary>
    /// <param name="key">The model's key.</param>
    /// <param name="input">The name of an input, and what it takes.</param>
    /// <param name="inputs">Further inputs.</param>
    public DagNode Model(string key, (string Name, DagValue Value) input, params ReadOnlySpan<(string Name, DagValue Value)> inputs)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        (string Name, DagValue Value)[] all = [input, .. inputs];
        return new DagNode(Add(new ModelDefinition(
            this, Unique(key), key, Ports(Array.ConvertAll(all, static input => input.Value)), Array.ConvertAll(all, static input => input.Name))));
    }

    /// <summary>Adds a function of a script.</summary>
    /// <param name="key">The script's key.</param>
    /// <param name="function">The name of the function.</param>
    /// <param name="inputs">The tensors that it gets, in order.</param>
    public DagNode Script(string key, string function, params ReadOnlySpan<DagValue> inputs) => Script(key, function, inputs, keys: [], args: []);

    /// <summary>Adds a function of a script, with keys and arguments.</summary>
    /// <param name="key">The script's key.</param>
    /// <param name="function">The name of the function.</param>
    /// <param name="inputs">The tensors that it gets, in order.</param>
    /// <param name="keys">The keys that it is told; with placeholders, as in <see cref="Load"/>.</param>
    /// <param name="args">Further arguments; with placeholders.</param>
    public DagNode Script(string key, string function, ReadOnlySpan<DagValue> inputs, IReadOnlyList<string> keys, IReadOnlyList<string> args)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentException.ThrowIfNullOrEmpty(function);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(args);
        return new DagNode(Add(new ScriptDefinition(
            this,
            Unique(function),
            key,
            function,
            Ports(inputs),
            [.. keys.Select(text => Template(text, nameof(keys)))],
            [.. args.Select(text => Template(text, nameof(args)))])));
    }

    /// <summary>Writes a value to the store once the whole run has succeeded, together with all others: all of them, or none.</summary>
    /// <param name="value">The value.</param>
    /// <param name="key">The key, with placeholders as in <see cref="Load"/>.</param>
    /// <param name="timeToLive">When the entry expires, from then on; null, the default, for never.</param>
    public void Persist(DagValue value, string key, TimeSpan? timeToLive = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        Port port = PortOf(value);
        if (timeToLive is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(timeToLive));
        }

        if (Parent is not null)
        {
            _mistakes.Add($"'{Name}' persists '{port}': only the plan itself can write to the store, not what is within a node.");
        }

        _persists.Add(new PersistDefinition(port, Template(key, nameof(key)), timeToLive));
    }

    /// <summary>Makes a value a result of the plan.</summary>
    /// <param name="name">Its name among the results.</param>
    /// <param name="value">The value.</param>
    public void Output(string name, DagValue value) => AddOutput(name, PortOf(value));

    /// <summary>Makes a sequence a result of the plan: <see cref="DagResult.GetSequence"/>.</summary>
    /// <param name="name">Its name among the results.</param>
    /// <param name="sequence">The sequence.</param>
    public void Output(string name, DagSequence sequence) => AddOutput(name, PortOf(sequence));

    /// <summary>Checks the graph against the models and scripts that are there now, and makes a plan of it.</summary>
    /// <returns>An immutable plan, which several threads may run at once.</returns>
    /// <exception cref="DagCompilationException">Something does not fit; the exception lists all of it.</exception>
    /// <exception cref="InvalidOperationException">This is the builder of a branch, an item or a fallback.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public DagPlan Compile()
    {
        if (Parent is not null)
        {
            throw new InvalidOperationException($"'{Name}' is a part of a plan: compile the plan.");
        }

        return PlanCompiler.Compile(this, _services);
    }

    /// <summary>Builds a graph within this one.</summary>
    /// <param name="node">The name of its node, which becomes its <see cref="Owner"/>.</param>
    /// <param name="part">Which graph of the node it is, as in <c>/then</c>.</param>
    /// <param name="item">The name of its input; null when it has none.</param>
    /// <param name="build">Builds it.</param>
    internal BodyDefinition Body(string node, string part, string? item, Func<DagBuilder, DagValue?, Port[]> build)
    {
        DagBuilder scope = new(_services, node, this, part);
        InputDefinition? input = item is null ? null : scope.AddInput(item);
        return new BodyDefinition(scope, input, build(scope, input is null ? null : Value(input)));
    }

    /// <summary>Adds a node of this graph that was made elsewhere.</summary>
    internal NodeDefinition Insert(NodeDefinition node) => Add(node);

    /// <summary>What a graph within a node gives.</summary>
    internal Port[] Results(DagValue[] values) => Ports(values ?? throw new ArgumentException($"'{Name}' gives null."));

    /// <summary>What sentences call a node of this graph: with the nodes that it is within.</summary>
    internal string PathOf(string node) => Parent is null ? node : $"{Name}/{node}";

    internal void Rename(NodeDefinition node, string name)
    {
        if (name == node.Name)
        {
            return;
        }

        if (!_names.TryAdd(name, node))
        {
            throw new ArgumentException($"There is a node named '{name}' in '{Name}' already.", nameof(name));
        }

        // The name is free again, and what has numbers begins with the first that is.
        _names.Remove(node.Name);
        _numbers.Clear();
        node.Name = name;
    }

    private InputDefinition AddPlanInput(string name)
    {
        if (Parent is not null)
        {
            _mistakes.Add($"'{Name}' has an input '{name}': only the plan itself has inputs; what is within a node uses the values around it.");
        }

        return AddInput(name);
    }

    private InputDefinition AddInput(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_names.ContainsKey(name))
        {
            throw new ArgumentException($"There is an input or node named '{name}' in '{Name}' already.", nameof(name));
        }

        return Add(new InputDefinition(this, name));
    }

    private void AddOutput(string name, Port port)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_outputs.Exists(output => output.Name == name))
        {
            throw new ArgumentException($"There is an output named '{name}' already.", nameof(name));
        }

        if (Parent is not null)
        {
            _mistakes.Add($"'{Name}' has an output '{name}': only the plan itself has outputs; what is within a node gives its result back.");
        }

        _outputs.Add((name, port));
    }

    private TNode Add<TNode>(TNode node)
        where TNode : NodeDefinition
    {
        _names.Add(node.Name, node);
        _nodes.Add(node);
        foreach (BodyDefinition body in node.Bodies)
        {
            body.Scope.Owner = node;
        }

        return node;
    }

    /// <summary>A name that no node has yet: the one that was asked for, or with a number.</summary>
    private string Unique(string name)
    {
        if (!_names.ContainsKey(name))
        {
            return name;
        }

        // From the last number on: thousands of nodes may have one name.
        int number = _numbers.GetValueOrDefault(name, 1);
        string unique;
        do
        {
            unique = $"{name}#{++number}";
        }
        while (_names.ContainsKey(unique));
        _numbers[name] = number;
        return unique;
    }

    private static DagValue Value(NodeDefinition node) => new(new Port(node, 0, null, IsSequence: false));

    private static DagSequence Sequence(NodeDefinition node) => new(new Port(node, 0, null, IsSequence: true));

    private Port[] Ports(ReadOnlySpan<DagValue> values)
    {
        Port[] ports = new Port[values.Length];
        for (int i = 0; i < ports.Length; i++)
        {
            ports[i] = PortOf(values[i]);
        }

        return ports;
    }

    private Port PortOf(DagValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Owned(value.Port);
    }

    private Port PortOf(DagSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        return Owned(sequence.Port);
    }

    private Port Owned(Port port)
    {
        for (DagBuilder? scope = this; scope is not null; scope = scope.Parent)
        {
            if (port.Node.Scope == scope)
            {
                return port;
            }
        }

        throw new ArgumentException($"The value '{port}' is of '{port.Node.Scope.Name}', and cannot be used in '{Name}'.");
    }

    private static KeyTemplate Template(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        try
        {
            return KeyTemplate.Parse(text);
        }
        catch (FormatException error)
        {
            throw new ArgumentException(error.Message, parameter, error);
        }
    }
}
