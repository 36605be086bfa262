namespace RedisAi.Dags.Text;

/// <summary>Makes a plan of a command. Names are bound in the order of the operations, each to the value that was given the name last.</summary>
internal sealed class CommandCompiler
{
    private readonly CommandTarget _target;
    private readonly DagBuilder _dag;
    private readonly Dictionary<string, DagValue> _names = [];
    private readonly HashSet<string> _outputs = [];
    private readonly List<string?> _nodes = [];
    private readonly HashSet<DagValue> _read = [];
    private readonly List<DagValue> _counted = [];
    private DagNode? _lastScript;

    private CommandCompiler(CommandTarget target)
    {
        _target = target;
        _dag = target.Dag;
        _dag.DefersTypes = true;
    }

    /// <exception cref="DagCommandException">RedisAI would refuse the command.</exception>
    public static CompiledDagCommand Compile(CommandTarget target, DagCommand command)
    {
        CommandPrefix prefix = PrefixParser.Parse(target, command);
        List<DagOperation> operations = [];
        bool compiled = false;
        try
        {
            OperationParser.Parse(target, command, prefix.Length, operations);
            CommandCompiler compiler = new(target);
            DagPlan plan = compiler.Compile(prefix, operations);
            compiled = true;
            return new CompiledDagCommand(target.Tensors, plan, prefix, CommandReplies.Create(plan, operations, compiler._nodes));
        }
        finally
        {
            if (!compiled)
            {
                operations.ForEach(static operation => operation.Tensor?.Dispose());
            }
        }
    }

    private DagPlan Compile(CommandPrefix prefix, List<DagOperation> operations)
    {
        foreach (string key in prefix.Load.Distinct())
        {
            // There is no such tensor: each run says so.
            _names[key] = key.Length == 0 ? Constant(key, null) : _dag.Load(Escape(key));
        }

        foreach (DagOperation operation in operations)
        {
            _nodes.Add(Add(operation));
        }

        foreach (string name in prefix.Persist)
        {
            DagValue value = _names.GetValueOrDefault(name) ?? throw new DagCommandException("ERR PERSIST key cannot be found in DAG");
            if (name.Length == 0)
            {
                throw new DagCommandException(AiErrors.TensorNotSaved);
            }

            Persist(name, value, operations);
        }

        foreach (DagValue value in _counted.Where(value => !_read.Contains(value)))
        {
            // A plan drops what nobody reads, and the rows of a run are counted by its first output.
            AddOutput("(counted)", value);
        }

        return _dag.Compile();
    }

    /// <summary>Has the plan write a tensor; at an endpoint, which looks first whether the key is something else, the tensor is one more reply.</summary>
    private void Persist(string name, DagValue value, List<DagOperation> operations)
    {
        if (_target.TypeOf is null)
        {
            _dag.Persist(value, Escape(name));
            return;
        }

        DagOperation reply = new(DagOperationKind.TensorGet, name) { Inputs = [name] };
        operations.Add(reply);
        _nodes.Add(Add(reply));
    }

    /// <summary>Adds an operation; gives the name of its node, if it is one that can fail.</summary>
    private string? Add(DagOperation operation)
    {
        switch (operation.Kind)
        {
            case DagOperationKind.TensorSet:
                _names[operation.Key] = Constant(operation.Key, operation.Tensor);
                return null;
            case DagOperationKind.TensorGet:
                AddOutput(operation.Key.Length == 0 ? "(no name)" : operation.Key, Input(operation.Key));
                return null;
            default:
                DagValue[] inputs = [.. operation.Inputs.Select(Input)];
                DagNode node = operation.Kind == DagOperationKind.ModelExecute ? AddModel(operation, inputs) : AddScript(operation, inputs);
                DagValue[] outputs = [.. operation.Outputs.Select((_, place) => node[place])];
                for (int i = 0; i < outputs.Length; i++)
                {
                    _names[operation.Outputs[i]] = outputs[i];
                }

                if (operation.Kind == DagOperationKind.ModelExecute && _target.TypeOf is not null)
                {
                    _counted.Add(outputs[0]);
                }

                return node.Always().Name;
        }
    }

    private DagValue Constant(string name, AiTensor? tensor) =>
        _dag.Kernel(name.Length == 0 ? "(no name)" : name, 1, (_, outputs) => outputs[0] = (tensor ?? throw new DagCommandException(AiErrors.TensorAbsent)).Lease()).Always()[0];

    private void AddOutput(string name, DagValue value)
    {
        string unique = name;
        for (int number = 2; !_outputs.Add(unique); number++)
        {
            unique = $"{name}#{number}";
        }

        _dag.Output(unique, value);
    }

    private DagNode AddModel(DagOperation operation, DagValue[] inputs)
    {
        DagNode node = _dag.Model(operation.Key, inputs);
        node.Definition.ExpectedOutputs = operation.Outputs.Count;
        return node;
    }

    private DagNode AddScript(DagOperation operation, DagValue[] inputs)
    {
        DagNode node = ScriptBinding.WhyNot(operation, _target) is { } error
            ? _dag.Function($"{operation.Key}.{operation.Function}", [.. operation.Outputs.Select(static (_, place) => $"{place}")], IReadOnlyList<AiTensor> (_) => throw new DagCommandException(error), inputs)
            : _dag.Script(operation.Key, operation.Function!, inputs, [.. operation.Keys.Select(Escape)], [.. operation.Args.Select(Escape)]);

        // Without names for them, the results do not matter.
        node.Definition.ExpectedOutputs = operation.Outputs.Count == 0 ? null : operation.Outputs.Count;
        if (_lastScript is { } before)
        {
            node.Definition.After.Add(before.Definition);
        }

        return _lastScript = node;
    }

    private DagValue Input(string name)
    {
        DagValue value = _names.GetValueOrDefault(name) ?? throw new DagCommandException("ERR INPUT key cannot be found in DAG");
        _read.Add(value);
        return value;
    }

    /// <summary>RedisAI has no placeholders: <c>{tag}</c> is a part of the key.</summary>
    private static string Escape(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
