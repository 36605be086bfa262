namespace RedisAi.Importers.TorchExport;

/// <summary>Writes an exported program as a class of TorchScript, whose attributes are the weights and whose <c>forward</c> is the graph.</summary>
internal sealed class ProgramWriter
{
    /// <summary>The name of the class in the archive.</summary>
    public const string ClassName = "Exported";

    private readonly JsonPart _module;
    private readonly JsonPart _graph;
    private readonly ExportedWeights _weights;
    private readonly ScriptNames _names = new();
    private readonly GraphScope _scope = new();
    private readonly ArgumentText _arguments;
    private readonly StateTracking _state = new();

    /// <summary>The attribute of each weight, by its name in the module.</summary>
    private readonly Dictionary<string, string> _attributes = new(StringComparer.Ordinal);

    /// <param name="module">The <c>graph_module</c> of the program.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="device">Where it will run, as libtorch calls it.</param>
    public ProgramWriter(JsonPart module, ExportedWeights weights, string device)
    {
        _module = module;
        _graph = module["graph"];
        _weights = weights;
        _arguments = new ArgumentText(device);
    }

    /// <summary>What the class has as attributes, in order.</summary>
    public List<KeyValuePair<string, ExportedTensor>> Attributes { get; } = [];

    public List<TensorSpec> Inputs { get; } = [];

    public List<TensorSpec> Outputs { get; } = [];

    /// <summary>Whether calls change weights: such a program must not be run but when it is called.</summary>
    public bool ChangesState => _state.ChangesState;

    /// <summary>Writes the source of the class.</summary>
    public byte[] Write(CancellationToken cancellationToken)
    {
        List<ScriptValue> parameters = DeclareInputs();
        ScriptText body = new();
        body.Indent();
        body.Indent();
        GraphWriter nodes = new(body, _names, _arguments, _state, cancellationToken);
        nodes.Write(_graph, _scope, depth: 0);
        string returned = new ResultWriter(_module, _scope, _arguments, _attributes, _state).Write(body, Outputs);

        ScriptText source = new();
        source.Line($"class {ClassName}(Module):");
        source.Indent();
        source.Line("__parameters__ = []");
        source.Line("__buffers__ = []");
        source.Line("training : bool");
        foreach ((string attribute, _) in Attributes)
        {
            source.Line($"{attribute} : Tensor");
        }

        source.Line($"def forward(self: __torch__.{ClassName}{string.Concat(parameters.Select(static value => $",\n    {value.Text}: {value.TypeName}"))}) -> {returned}:");
        return [.. source.ToUtf8(), .. body.ToUtf8()];
    }

    /// <summary>Makes attributes of the inputs that are weights, and parameters of those that are the user's.</summary>
    private List<ScriptValue> DeclareInputs()
    {
        JsonPart[] inputs = [.. _graph["inputs"].Items];
        JsonPart[] specs = [.. _module["signature"]["input_specs"].Items];
        if (inputs.Length != specs.Length)
        {
            throw _graph.Damage($"has {inputs.Length} inputs; the signature has {specs.Length}");
        }

        // The user's come first, so that theirs are the names that stay as they are.
        List<ScriptValue> parameters = [];
        foreach (JsonPart spec in specs)
        {
            if (spec.Choice is ("user_input", var user))
            {
                parameters.Add(DeclareParameter(user["arg"]));
            }
        }

        foreach (JsonPart spec in specs)
        {
            (string kind, JsonPart value) = spec.Choice;
            switch (kind)
            {
                case "parameter":
                    DeclareWeight(value, value["parameter_name"]);
                    break;
                case "buffer":
                    DeclareWeight(value, value["buffer_name"]);
                    break;
                case "tensor_constant":
                    DeclareWeight(value, value["tensor_constant_name"]);
                    break;
                case "user_input" or "constant_input":
                    break;
                default:
                    throw new InvalidDataException($"{spec.Place} is an input of the kind '{kind}', which is not supported.");
            }
        }

        return parameters;
    }

    private ScriptValue DeclareParameter(JsonPart argument)
    {
        (string kind, JsonPart value) = argument.Choice;
        (JsonPart name, ValueKind valueKind) = kind switch
        {
            "as_tensor" => (value["name"], ValueKind.Tensor),
            "as_sym_int" => (value["as_name"], ValueKind.Integer),
            "as_sym_float" => (value["as_name"], ValueKind.Float),
            _ => throw new InvalidDataException($"{argument.Place} is an input of the kind '{kind}', which is not supported: it must be a tensor or a number."),
        };
        ScriptValue parameter = new(_names.Create(name.Text), valueKind);
        _scope.Add(name, parameter);
        Inputs.Add(ValueSpecs.Of(parameter.Text, argument, _graph));
        return parameter;
    }

    private void DeclareWeight(JsonPart spec, JsonPart weight)
    {
        string name = weight.Text;
        if (!_attributes.TryGetValue(name, out string? attribute))
        {
            ExportedTensor tensor = _weights.Find(name);
            attribute = $"w{Attributes.Count}";
            Attributes.Add(new(attribute, tensor));
            _attributes.Add(name, attribute);
        }

        _scope.Add(spec["arg"]["name"], new ScriptValue($"self.{attribute}", ValueKind.Tensor));
    }
}
