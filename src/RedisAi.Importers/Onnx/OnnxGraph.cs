using System.Globalization;

namespace RedisAi.Importers.Onnx;

/// <summary>A graph that is built node by node, and written as an ONNX model; numbers of fields are those of onnx.proto.</summary>
/// <remarks>Names of values are given out by <see cref="Node(string, IReadOnlyList{string}, IReadOnlyList{OnnxAttribute}, int, string)"/>, so that none comes twice. Used by one thread.</remarks>
internal sealed class OnnxGraph
{
    /// <summary>The newest operators that are used are of this set.</summary>
    private const int OperatorSet = 18;

    /// <summary>Likewise for trees, encoders and the like.</summary>
    private const int MachineLearningSet = 3;

    /// <summary>The first set with <c>TreeEnsemble</c>, in the place of two operators that it no longer has.</summary>
    private const int NewTreesSet = 5;

    /// <summary>The domain of trees, encoders and the like.</summary>
    public const string MachineLearning = "ai.onnx.ml";

    /// <summary>The key of the metadata that has the names of outputs which are columns here and are given as [rows], one a line: the ONNX backend drops their last axis.</summary>
    private const string FlatOutputsKey = "redisai.flat_outputs";

    private const int IrVersion = 8;

    private readonly List<(IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, Action<ProtobufWriter> Write)> _nodes = [];
    private readonly List<(string Name, OnnxTensor Tensor)> _constants = [];
    private readonly List<(string Name, OnnxElementType Type, long[] Shape)> _inputs = [];
    private readonly List<(string Name, OnnxElementType Type, long[] Shape)> _outputs = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _columns = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names;
    private int _next;

    /// <summary>Creates an empty graph.</summary>
    public OnnxGraph() => _names = new HashSet<string>(StringComparer.Ordinal);

    private OnnxGraph(HashSet<string> names, int next) => (_names, _next) = (names, next);

    /// <summary>Texts of the model's metadata, which <c>redisai inspect</c> shows.</summary>
    public IDictionary<string, string> Metadata => _metadata;

    /// <summary>Whether large ensembles may be <c>TreeEnsemble</c>, which takes less memory to load. Only where the graph has no other trees: those must be all of one kind.</summary>
    public bool AllowsNewTrees { get; set; }

    /// <summary>Whether the ONNX backend here runs it and nobody else. Else outputs are of the shapes that they have here in any runtime, whatever that costs.</summary>
    public bool IsForBackend { get; init; }

    /// <summary>Whether trees are of that kind.</summary>
    public bool HasNewTrees { get; set; }

    /// <summary>About how many bytes large nodes take, so that the model is written in one piece.</summary>
    public int ExpectedBytes { get; set; }

    /// <summary>Adds an input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="shape">Its axes; -1 for the rows, of which there may be any number.</param>
    public string Input(string name, OnnxElementType type, params ReadOnlySpan<long> shape)
    {
        Take(name);
        _inputs.Add((name, type, shape.ToArray()));
        return name;
    }

    /// <summary>Makes a value an output, under a name of its own.</summary>
    public void Output(string name, string value, OnnxElementType type, params ReadOnlySpan<long> shape)
    {
        Take(name);
        _outputs.Add((name, type, shape.ToArray()));
        Add("Identity", [value], [name], [], "");
    }

    /// <summary>Makes a column, [rows, 1], an output that is given as [rows].</summary>
    /// <remarks>A node that drops the axis takes 0.4 us, a third of what a small ensemble takes. So the metadata says that the backend does it, which costs nothing there.</remarks>
    public void FlatOutput(string name, string column, OnnxElementType type)
    {
        if (!IsForBackend)
        {
            Output(name, Flat(column), type, -1);
            return;
        }

        Output(name, column, type, -1, 1);
        Metadata[FlatOutputsKey] = Metadata.TryGetValue(FlatOutputsKey, out string? others) ? $"{others}\n{name}" : name;
    }

    /// <summary>Adds what makes [rows] of a column, [rows, 1].</summary>
    public string Flat(string column)
    {
        string flat = Node("Squeeze", column, Constant(OnnxTensor.Of([1L], 1)));
        _columns.Add(flat, column);
        return flat;
    }

    /// <summary>The column that <see cref="Flat"/> has made a value of; null for any other value.</summary>
    public string? ColumnOf(string flat) => _columns.GetValueOrDefault(flat);

    /// <summary>Creates the body of a loop, which is an attribute of a node of this graph. It may use the values of this graph, and shares no name with it; it is whole before its node is added.</summary>
    public OnnxGraph Body() => new(_names, _next);

    /// <summary>Adds an input of a body, which nobody outside names.</summary>
    public string BodyInput(OnnxElementType type, params ReadOnlySpan<long> shape) => Input(Unused("b"), type, shape);

    /// <summary>Makes a value an output of a body.</summary>
    public void BodyOutput(string value, OnnxElementType type, params ReadOnlySpan<long> shape) => Output(Unused("b"), value, type, shape);

    /// <summary>Adds a constant.</summary>
    public string Constant(OnnxTensor tensor)
    {
        string name = Fresh("c");
        _constants.Add((name, tensor));
        return name;
    }

    /// <summary>Adds a node with one output, whose name it gives.</summary>
    public string Node(string op, params IReadOnlyList<string> inputs) => Node(op, inputs, [], 1)[0];

    /// <summary>Adds a node with one output, whose name it gives.</summary>
    public string Node(string op, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes) => Node(op, inputs, attributes, 1)[0];

    /// <summary>Adds a node.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">Names of values; an empty one for an input that is left out.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="outputs">How many outputs it has.</param>
    /// <param name="domain">The operator's domain: empty, or <see cref="MachineLearning"/>.</param>
    /// <returns>The names of the outputs.</returns>
    public string[] Node(string op, IReadOnlyList<string> inputs, IReadOnlyList<OnnxAttribute> attributes, int outputs, string domain = "")
    {
        string[] names = new string[outputs];
        for (int i = 0; i < outputs; i++)
        {
            names[i] = Fresh("v");
        }

        Add(op, inputs, names, attributes, domain);
        return names;
    }

    /// <summary>Writes the model, without the nodes and constants that no output needs.</summary>
    /// <param name="producer">The library that made the original, with its version where that is known.</param>
    public ReadOnlyMemory<byte> Write(string producer)
    {
        ProtobufWriter writer = new(ExpectedBytes + 4096);
        writer.Number(1, IrVersion);
        writer.Text(2, producer);
        int graph = writer.BeginMessage(7);
        WriteGraph(writer);
        writer.End(graph);
        WriteOperatorSet(writer, "", OperatorSet);
        WriteOperatorSet(writer, MachineLearning, HasNewTrees ? NewTreesSet : MachineLearningSet);
        foreach ((string key, string value) in _metadata)
        {
            int message = writer.BeginMessage(14);
            writer.Text(1, key);
            writer.Text(2, value);
            writer.End(message);
        }

        return writer.Finish();
    }

    /// <summary>Writes the fields of the graph alone.</summary>
    public void WriteGraph(ProtobufWriter writer)
    {
        HashSet<string> needed = FindNeeded();
        foreach ((_, IReadOnlyList<string> outputs, Action<ProtobufWriter> write) in _nodes)
        {
            if (outputs.Any(needed.Contains))
            {
                int message = writer.BeginMessage(1);
                write(writer);
                writer.End(message);
            }
        }

        writer.Text(2, "imported");
        foreach ((string name, OnnxTensor tensor) in _constants.Where(constant => needed.Contains(constant.Name)))
        {
            int message = writer.BeginMessage(5);
            tensor.WriteTo(writer, name);
            writer.End(message);
        }

        _inputs.ForEach(input => WriteValue(writer, 11, input));
        _outputs.ForEach(output => WriteValue(writer, 12, output));
    }

    /// <summary>The values that outputs come from. Nodes stand after those whose outputs they take.</summary>
    private HashSet<string> FindNeeded()
    {
        HashSet<string> needed = new(_outputs.Select(static output => output.Name), StringComparer.Ordinal);
        for (int i = _nodes.Count - 1; i >= 0; i--)
        {
            if (_nodes[i].Outputs.Any(needed.Contains))
            {
                needed.UnionWith(_nodes[i].Inputs);
            }
        }

        return needed;
    }

    private static void WriteOperatorSet(ProtobufWriter writer, string domain, int version)
    {
        int message = writer.BeginMessage(8);
        writer.Text(1, domain);
        writer.Number(2, version);
        writer.End(message);
    }

    private static void WriteValue(ProtobufWriter writer, int field, (string Name, OnnxElementType Type, long[] Shape) value)
    {
        int info = writer.BeginMessage(field);
        writer.Text(1, value.Name);
        int type = writer.BeginMessage(2);
        int tensor = writer.BeginMessage(1);
        writer.Number(1, (int)value.Type);
        int shape = writer.BeginMessage(2);
        foreach (long axis in value.Shape)
        {
            int dimension = writer.BeginMessage(1);
            if (axis < 0)
            {
                writer.Text(2, "rows");
            }
            else
            {
                writer.Number(1, axis);
            }

            writer.End(dimension);
        }

        writer.End(shape);
        writer.End(tensor);
        writer.End(type);
        writer.End(info);
    }

    /// <summary>What a node takes: its inputs, and all that a body within it names.</summary>
    private static IReadOnlyList<string> Taken(IReadOnlyList<string> inputs, IReadOnlyList<OnnxAttribute> attributes) =>
        attributes.Any(static attribute => attribute.Body is not null)
            ? [.. inputs, .. attributes.SelectMany(static attribute => attribute.Body?._nodes.SelectMany(static node => node.Inputs) ?? [])]
            : inputs;

    private void Add(string op, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, IReadOnlyList<OnnxAttribute> attributes, string domain)
    {
        _nodes.Add((Taken(inputs, attributes), outputs, Write));

        void Write(ProtobufWriter writer)
        {
            foreach (string input in inputs)
            {
                writer.Text(1, input);
            }

            foreach (string output in outputs)
            {
                writer.Text(2, output);
            }

            writer.Text(4, op);
            foreach (OnnxAttribute attribute in attributes)
            {
                int message = writer.BeginMessage(5);
                attribute.WriteTo(writer);
                writer.End(message);
            }

            writer.Text(7, domain);
        }
    }

    private string Fresh(string prefix)
    {
        string name = Unused(prefix);
        _names.Add(name);
        return name;
    }

    private string Unused(string prefix)
    {
        string name;
        do
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{prefix}{_next++}");
        }
        while (_names.Contains(name));

        return name;
    }

    private void Take(string name)
    {
        if (string.IsNullOrEmpty(name) || !_names.Add(name))
        {
            throw new ModelLoadException($"The name '{name}' of an input or output is empty, or comes twice.");
        }
    }
}
