namespace RedisAi.Importers.TorchExport;

/// <summary>Nodes that run graphs within the graph.</summary>
/// <param name="graphs">Writes the inner graphs.</param>
/// <param name="text">Where to write.</param>
/// <param name="arguments">Writes arguments.</param>
internal sealed class NestedGraphs(GraphWriter graphs, ScriptText text, ArgumentText arguments)
{
    private const int MaxDepth = 8;

    /// <summary>Writes one of these nodes.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">What it does with its graphs.</param>
    /// <param name="scope">The values outside.</param>
    /// <param name="depth">How many graphs the node's graph is within.</param>
    public void Write(JsonPart node, string name, GraphScope scope, int depth)
    {
        if (depth >= MaxDepth)
        {
            throw node.Damage($"is in more than {MaxDepth} graphs within each other");
        }

        JsonPart[] inputs = [.. node["inputs"].Items.Select(static input => input["arg"])];
        switch (name)
        {
            // Gradients are never computed here.
            case "wrap_with_set_grad_enabled" when inputs is [_, var graph, .. var given]:
                WriteInline(node, Graph(graph), Values(given, scope), scope, depth);
                return;
            case "wrap_with_autocast" when inputs is [_, _, var enabled, _, var graph, .. var given] && enabled.Choice is ("as_bool", { Truth: false }):
                WriteInline(node, Graph(graph), Values(given, scope), scope, depth);
                return;
            case "cond" when inputs is [var condition, var then, var otherwise, .. var given]:
                WriteCondition(node, condition, Graph(then), Graph(otherwise), Values(given, scope), scope, depth);
                return;
            default:
                throw new InvalidDataException(
                    $"{node.Place} is 'torch.ops.higher_order.{(ScriptNames.IsIdentifier(name) ? name : "?")}', which is not supported: of what runs graphs within the graph, cond and what sets gradients are.");
        }
    }

    /// <summary>Puts the nodes of a graph where the node is.</summary>
    private void WriteInline(JsonPart node, JsonPart graph, List<ScriptValue> given, GraphScope outer, int depth)
    {
        GraphScope inner = Bind(graph, given);
        graphs.Write(graph, inner, depth + 1);
        JsonPart[] results = [.. node["outputs"].Items];
        JsonPart[] outputs = Outputs(graph, results.Length);
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i].Choice is ("as_tensor", var result))
            {
                outer.Add(result["name"], new ScriptValue(arguments.Of(outputs[i], inner), ValueKind.Tensor));
            }
            else
            {
                ScriptValue declared = graphs.Declare(results[i], outer);
                text.Line($"{declared.Text} = {arguments.Of(outputs[i], inner)}");
            }
        }
    }

    private void WriteCondition(JsonPart node, JsonPart condition, JsonPart then, JsonPart otherwise, List<ScriptValue> given, GraphScope outer, int depth)
    {
        string test = arguments.Of(condition, outer);
        GraphScope declared = new();
        ScriptValue[] results = [.. node["outputs"].Items.Select(output => graphs.Declare(output, declared))];
        text.Line($"if bool({test}):");
        WriteBranch(then, given, results, depth);
        text.Line("else:");
        WriteBranch(otherwise, given, results, depth);
        int index = 0;
        foreach (JsonPart output in node["outputs"].Items)
        {
            JsonPart value = output.Choice.Value;
            outer.Add(value.Find("name") ?? value["as_name"], results[index++]);
        }
    }

    private void WriteBranch(JsonPart graph, List<ScriptValue> given, ScriptValue[] results, int depth)
    {
        text.Indent();
        GraphScope inner = Bind(graph, given);
        graphs.Write(graph, inner, depth + 1);
        JsonPart[] outputs = Outputs(graph, results.Length);
        for (int i = 0; i < results.Length; i++)
        {
            text.Line($"{results[i].Text} = {arguments.Of(outputs[i], inner)}");
        }

        text.Line("pass");
        text.Unindent();
    }

    /// <summary>Gives a graph's inputs what the node is given for them.</summary>
    private static GraphScope Bind(JsonPart graph, List<ScriptValue> given)
    {
        JsonPart[] inputs = [.. graph["inputs"].Items];
        if (inputs.Length != given.Count)
        {
            throw graph.Damage($"takes {inputs.Length} values and is given {given.Count}");
        }

        GraphScope scope = new();
        for (int i = 0; i < inputs.Length; i++)
        {
            JsonPart value = inputs[i].Choice.Value;
            scope.Add(value.Find("name") ?? value["as_name"], given[i]);
        }

        return scope;
    }

    private List<ScriptValue> Values(JsonPart[] given, GraphScope scope)
    {
        List<ScriptValue> values = [];
        foreach (JsonPart argument in given)
        {
            (string kind, JsonPart value) = argument.Choice;
            if (kind == "as_tensors")
            {
                values.AddRange(value.Items.Select(item => scope[item["name"]]));
            }
            else if (kind == "as_sym_ints")
            {
                values.AddRange(value.Items.Select(item => new ScriptValue(ArgumentText.Symbolic(item, scope), ValueKind.Integer)));
            }
            else
            {
                values.Add(new ScriptValue(arguments.Of(argument, scope), ValueKind.Tensor));
            }
        }

        return values;
    }

    private static JsonPart Graph(JsonPart argument) =>
        argument.Choice is ("as_graph", var graph) ? graph["graph"] : throw argument.Damage("should be a graph");

    private static JsonPart[] Outputs(JsonPart graph, int expected)
    {
        JsonPart[] outputs = [.. graph["outputs"].Items];
        return outputs.Length == expected ? outputs : throw graph.Damage($"gives {outputs.Length} values where {expected} are taken");
    }
}
