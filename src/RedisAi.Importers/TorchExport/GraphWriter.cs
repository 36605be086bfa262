namespace RedisAi.Importers.TorchExport;

/// <summary>Writes the nodes of a graph as statements of TorchScript, one each.</summary>
/// <param name="text">Where to write.</param>
/// <param name="names">The variables.</param>
/// <param name="arguments">Writes arguments.</param>
/// <param name="state">Learns what changes weights.</param>
/// <param name="cancellationToken">Looked at for each node.</param>
internal sealed class GraphWriter(ScriptText text, ScriptNames names, ArgumentText arguments, StateTracking state, CancellationToken cancellationToken)
{
    private const string HigherOrder = "torch.ops.higher_order.";

    /// <summary>Writes all nodes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scope">Has its inputs, and gets what its nodes give.</param>
    /// <param name="depth">How many graphs it is within.</param>
    public void Write(JsonPart graph, GraphScope scope, int depth)
    {
        foreach (JsonPart node in graph["nodes"].Items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteNode(node, scope, depth);
        }
    }

    /// <summary>Makes a variable for a value, and adds it to the values of a graph.</summary>
    public ScriptValue Declare(JsonPart output, GraphScope scope)
    {
        (string kind, JsonPart value) = output.Choice;
        (JsonPart name, ValueKind valueKind) = kind switch
        {
            "as_tensor" => (value["name"], ValueKind.Tensor),
            "as_sym_int" => (value["as_name"], ValueKind.Integer),
            "as_sym_float" => (value["as_name"], ValueKind.Float),
            "as_sym_bool" => (value["as_name"], ValueKind.Truth),
            _ => throw new InvalidDataException($"{output.Place} is a value of the kind '{kind}', which is not supported."),
        };
        ScriptValue declared = new(names.Create(name.Text), valueKind);
        scope.Add(name, declared);
        return declared;
    }

    private void WriteNode(JsonPart node, GraphScope scope, int depth)
    {
        string target = node["target"].Text;
        if (AtenOperator.Parse(target) is { } aten)
        {
            WriteOperator(node, aten, scope);
        }
        else if (target.StartsWith(HigherOrder, StringComparison.Ordinal))
        {
            new NestedGraphs(this, text, arguments).Write(node, target[HigherOrder.Length..], scope, depth);
        }
        else if (SymbolicOperators.Write(node, target, arguments, scope) is { } expression)
        {
            WriteNumber(node, expression, scope);
        }
        else
        {
            throw new InvalidDataException(
                $"the node {NameOf(node)} calls '{Shown(target)}', which TorchScript here does not have: PyTorch's own operators (torch.ops.aten) and functions on sizes are known.");
        }
    }

    private void WriteOperator(JsonPart node, AtenOperator aten, GraphScope scope)
    {
        if (aten.IsAssertion)
        {
            return;
        }

        if (aten.IsIdentity)
        {
            WriteIdentity(node, scope);
            return;
        }

        string[] given = [.. node["inputs"].Items.Select(input => Argument(input, aten, scope))];
        string call = $"torch.{aten.ScriptName}({string.Join(", ", given)})";
        JsonPart[] outputs = [.. node["outputs"].Items];
        if (outputs is [var only] && only.Choice.Kind != "as_tensors")
        {
            ScriptValue declared = Declare(only, scope);
            bool isScalar = aten.ScriptName == "item";
            text.Line($"{declared.Text} = {(isScalar ? $"{declared.TypeName}({call})" : call)}");
            state.Follow(aten.Name, given, [declared.Text]);
            return;
        }

        // A list of tensors is taken apart as a tuple is.
        string[] results = outputs is [var list]
            ? [.. list.Choice.Value.Items.Select(item => DeclareTensor(item, scope))]
            : [.. outputs.Select(output => DeclareOrDrop(output, scope))];
        text.Line(results.Length > 0 ? $"{string.Join(", ", results)}, = {call}" : call);
        state.Follow(aten.Name, given, results);
    }

    private string Argument(JsonPart input, AtenOperator aten, GraphScope scope)
    {
        string name = input["name"].Text;
        JsonPart argument = input["arg"];
        if (aten.DividesBy(name) && argument.Choice is (("as_int" or "as_ints" or "as_sym_ints") and var kind, var divisors) && HasNoDivisor(kind, divisors))
        {
            throw input.Damage($"gives '{name}' of {aten.Name} a number below 1");
        }

        string written = aten.TakesIntegerFor(name) && argument.Choice is ("as_float", var number) && number.Number is var value && value == Math.Truncate(value) && Math.Abs(value) < int.MaxValue
            ? ArgumentText.Integer((long)value)
            : name == "indices" && argument.Choice is ("as_tensors", var tensors) ? ArgumentText.OfOptional(tensors, scope)
            : arguments.Of(argument, scope);
        const int Keyword = 2;
        if (input.Find("kind") is not { Integer: Keyword })
        {
            return written;
        }

        return ScriptNames.IsIdentifier(name) ? $"{name}={written}" : throw input.Damage("has a name that no argument has");
    }

    private static bool HasNoDivisor(string kind, JsonPart value) => kind switch
    {
        "as_int" => value.Integer < 1,
        "as_ints" => value.Items.Any(static item => item.Integer < 1),
        _ => value.Items.Any(static item => item.Choice is ("as_int", { Integer: < 1 })),
    };

    private static void WriteIdentity(JsonPart node, GraphScope scope)
    {
        JsonPart[] outputs = [.. node["outputs"].Items];
        if (outputs.Length == 0)
        {
            return;
        }

        if (node["inputs"].Items.FirstOrDefault()["arg"].Choice is not ("as_tensor", var tensor) || outputs is not [var output] || output.Choice is not ("as_tensor", var result))
        {
            throw node.Damage("should have a tensor as its first argument and as its result");
        }

        scope.Add(result["name"], scope[tensor["name"]]);
    }

    private void WriteNumber(JsonPart node, string expression, GraphScope scope)
    {
        JsonPart output = node["outputs"].Items.ToArray() is [var only] ? only : throw node.Damage("should have one result");
        ScriptValue declared = Declare(output, scope);

        // A power of integers is a float in TorchScript, and an integer in Python.
        text.Line($"{declared.Text} = {declared.TypeName}({expression})");
    }

    private string DeclareTensor(JsonPart item, GraphScope scope)
    {
        ScriptValue declared = new(names.Create(item["name"].Text), ValueKind.Tensor);
        scope.Add(item["name"], declared);
        return declared.Text;
    }

    private string DeclareOrDrop(JsonPart output, GraphScope scope) =>
        output.Choice.Kind == "as_none" ? names.Create("unused") : Declare(output, scope).Text;

    private static string NameOf(JsonPart node) => node.Find("name") is { } name ? $"'{Shown(name.Text)}'" : node.Place;

    /// <summary>As much of a text as a message should have.</summary>
    private static string Shown(string text) => text.Length <= 100 ? text : text[..100] + "...";
}
