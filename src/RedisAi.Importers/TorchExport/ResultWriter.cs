using System.Globalization;

namespace RedisAi.Importers.TorchExport;

/// <summary>Writes the end of <c>forward</c>: buffers that the graph gives new values, and what it returns.</summary>
/// <param name="module">The <c>graph_module</c> of the program.</param>
/// <param name="scope">The values of its graph.</param>
/// <param name="arguments">Writes values.</param>
/// <param name="attributes">The attribute of each weight, by its name in the module.</param>
/// <param name="state">Learns what changes weights.</param>
internal sealed class ResultWriter(JsonPart module, GraphScope scope, ArgumentText arguments, Dictionary<string, string> attributes, StateTracking state)
{
    private readonly JsonPart _graph = module["graph"];

    /// <summary>Writes it.</summary>
    /// <param name="text">The body of <c>forward</c>.</param>
    /// <param name="outputs">Gets what it gives.</param>
    /// <returns>The type of what is returned.</returns>
    public string Write(ScriptText text, List<TensorSpec> outputs)
    {
        JsonPart[] results = [.. _graph["outputs"].Items];
        JsonPart[] specs = [.. module["signature"]["output_specs"].Items];
        if (results.Length != specs.Length)
        {
            throw _graph.Damage($"has {results.Length} outputs; the signature has {specs.Length}");
        }

        List<JsonPart> users = [];
        for (int i = 0; i < specs.Length; i++)
        {
            (string kind, JsonPart value) = specs[i].Choice;
            switch (kind)
            {
                case "user_output":
                    users.Add(results[i]);
                    break;
                case "buffer_mutation":
                    WriteMutation(text, value["buffer_name"], results[i]);
                    break;
                case "parameter_mutation":
                    WriteMutation(text, value["parameter_name"], results[i]);
                    break;
                case "user_input_mutation":
                    // Inputs are the caller's and stay as they are; the graph itself goes on with the new value.
                    break;
                default:
                    throw new InvalidDataException($"{specs[i].Place} is an output of the kind '{kind}', which is not supported: programs of training are not run.");
            }
        }

        return WriteReturn(text, users, outputs);
    }

    private void WriteMutation(ScriptText text, JsonPart name, JsonPart result)
    {
        string attribute = attributes.TryGetValue(name.Text, out string? found) ? found : throw name.Damage($"is '{name.Text}', which is no input of the graph");
        state.NoteChange();
        text.Line($"torch.copy_(self.{attribute}, {arguments.Of(result, scope)})");
    }

    private string WriteReturn(ScriptText text, List<JsonPart> users, List<TensorSpec> outputs)
    {
        string[]? names = OutputNames.Find(module, users.Count);
        List<string> values = [];
        List<string> types = [];
        for (int i = 0; i < users.Count; i++)
        {
            // A None that is always one is no output.
            if (users[i].Choice.Kind == "as_none")
            {
                continue;
            }

            string name = names is not null ? names[i] : users.Count == 1 ? "output" : string.Create(CultureInfo.InvariantCulture, $"output_{values.Count}");
            TensorSpec spec = ValueSpecs.Of(name, users[i], _graph);
            outputs.Add(spec);
            values.Add(arguments.Of(users[i], scope));
            types.Add(TypeOf(users[i]));
        }

        if (values.Count == 0)
        {
            throw _graph.Damage("gives nothing");
        }

        if (names is not null && types.TrueForAll(static type => type == "Tensor") && outputs.TrueForAll(static output => IsPlain(output.Name)))
        {
            text.Line($"return {{{string.Join(", ", outputs.Select((output, i) => $"\"{output.Name}\": {values[i]}"))}}}");
            return "Dict[str, Tensor]";
        }

        text.Line($"return {(values.Count == 1 ? values[0] : $"({string.Join(", ", values)})")}");
        return values.Count == 1 ? types[0] : $"Tuple[{string.Join(", ", types)}]";
    }

    private static string TypeOf(JsonPart output) => output.Choice.Kind switch
    {
        "as_sym_int" or "as_int" => "int",
        "as_sym_float" or "as_float" => "float",
        "as_sym_bool" or "as_bool" => "bool",
        _ => "Tensor",
    };

    /// <summary>Whether a name can be written into a text of the source as it is.</summary>
    private static bool IsPlain(string name) => name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '/' or ':' or ' ');
}
