namespace RedisAi.Backends.TfLite.Format;

/// <summary>What inputs and outputs of the main graph are called: by the model's signature where it has one, else by their tensors.</summary>
/// <param name="Inputs">The names of the inputs, in the graph's order.</param>
/// <param name="Outputs">The names of the outputs.</param>
internal sealed record SignatureNames(string[] Inputs, string[] Outputs)
{
    private const int SignatureField = 7;

    /// <summary>The signature that TensorFlow itself serves by.</summary>
    private const string ServingKey = "serving_default";

    public static SignatureNames Read(FlatTable model, Graph main)
    {
        (Dictionary<int, List<string>> inputs, Dictionary<int, List<string>> outputs) = ReadSignature(model);
        return new SignatureNames(Choose(main, main.Inputs, inputs), Choose(main, main.Outputs, outputs));
    }

    private static (Dictionary<int, List<string>> Inputs, Dictionary<int, List<string>> Outputs) ReadSignature(FlatTable model)
    {
        FlatTable? chosen = null;
        FlatVector signatures = model.Vector(SignatureField);
        for (int i = 0; i < signatures.Count; i++)
        {
            FlatTable signature = signatures.Table(i);
            if (signature.Int32(4) == 0 && (chosen is null || signature.Text(2) == ServingKey))
            {
                chosen = signature;
            }
        }

        return chosen is { } found ? (ReadMap(found.Vector(0)), ReadMap(found.Vector(1))) : ([], []);
    }

    /// <summary>The names of tensors, in the order of the file; a tensor may have several.</summary>
    private static Dictionary<int, List<string>> ReadMap(FlatVector entries)
    {
        Dictionary<int, List<string>> names = [];
        for (int i = 0; i < entries.Count; i++)
        {
            FlatTable entry = entries.Table(i);
            if (entry.Text(0) is not { Length: > 0 } name)
            {
                continue;
            }

            int tensor = entry.Int32(1);
            if (!names.TryGetValue(tensor, out List<string>? same))
            {
                names[tensor] = same = [];
            }

            same.Add(name);
        }

        return names;
    }

    private static string[] Choose(Graph graph, int[] tensors, Dictionary<int, List<string>> names)
    {
        HashSet<string> taken = [];
        string[] chosen = new string[tensors.Length];
        for (int place = 0; place < tensors.Length; place++)
        {
            int tensor = tensors[place];
            string name = names.GetValueOrDefault(tensor)?.Find(name => !taken.Contains(name)) ?? graph.Tensors[tensor].Name;
            string unique = name;
            for (int other = place; !taken.Add(unique); other++)
            {
                unique = $"{name}_{other}";
            }

            chosen[place] = unique;
        }

        return chosen;
    }
}
