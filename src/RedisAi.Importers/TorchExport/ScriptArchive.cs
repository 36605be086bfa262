namespace RedisAi.Importers.TorchExport;

/// <summary>Writes a module of tensors as the TorchScript archive that <c>torch.jit.save</c> would write.</summary>
internal static class ScriptArchive
{
    private const string Root = "exported/";

    /// <summary>Writes an archive, and reads the weights into it.</summary>
    /// <param name="source">The source of the module's class.</param>
    /// <param name="className">The name of the class.</param>
    /// <param name="attributes">The tensors of the module, by the names of the attributes.</param>
    /// <param name="signature">What <c>forward</c> takes and gives, as a file.</param>
    /// <param name="weights">Where the bytes of the tensors are.</param>
    /// <param name="cancellationToken">Looked at for each file.</param>
    public static byte[] Write(
        byte[] source,
        string className,
        IReadOnlyList<KeyValuePair<string, ExportedTensor>> attributes,
        byte[] signature,
        ExportArchive weights,
        CancellationToken cancellationToken)
    {
        Dictionary<string, string> keys = new(StringComparer.Ordinal);
        List<ZipPart> parts = [];
        foreach ((_, ExportedTensor tensor) in attributes)
        {
            long bytes = tensor.Elements * tensor.Kind.Bytes;
            if (keys.ContainsKey(tensor.Entry))
            {
                continue;
            }

            string key = $"{keys.Count}";
            keys.Add(tensor.Entry, key);
            parts.Add(new ZipPart($"{Root}data/{key}", bytes <= Array.MaxLength ? (int)bytes : throw TooLarge(tensor, bytes), target =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                return weights.Read(tensor.Entry, target);
            }));
        }

        parts.Add(ZipPart.Of($"{Root}data.pkl", Pickle(className, attributes, keys)));
        parts.Add(ZipPart.Of($"{Root}code/__torch__.py", source));
        parts.Add(ZipPart.Of($"{Root}constants.pkl", NoConstants()));
        parts.Add(ZipPart.Of(Root + SignatureFile.Name, signature));

        // The operators mean what they have meant since version 10 of the format: older archives get them as they were.
        parts.Add(ZipPart.Of($"{Root}version", "10\n"u8.ToArray()));
        parts.Add(ZipPart.Of($"{Root}byteorder", "little"u8.ToArray()));
        return StoredZip.Write(parts);
    }

    private static InvalidDataException TooLarge(ExportedTensor tensor, long bytes) =>
        new($"the entry '{tensor.Entry}' has {bytes} bytes; {Array.MaxLength} are the most that is imported. Save the model with torch.jit instead.");

    private static byte[] NoConstants()
    {
        PickleWriter pickle = new();
        pickle.EmptyTuple();
        return pickle.ToArray();
    }

    private static byte[] Pickle(string className, IReadOnlyList<KeyValuePair<string, ExportedTensor>> attributes, Dictionary<string, string> keys)
    {
        PickleWriter pickle = new();
        Dictionary<(string, ElementKind), uint> storages = [];
        pickle.Global("__torch__", className);
        pickle.EmptyTuple();
        pickle.NewObject();
        pickle.EmptyDictionary();
        pickle.Mark();
        pickle.Text("training");
        pickle.Truth(false);
        foreach ((string attribute, ExportedTensor tensor) in attributes)
        {
            pickle.Text(attribute);
            WriteTensor(pickle, tensor, keys[tensor.Entry], storages);
        }

        pickle.SetItems();
        pickle.Build();
        return pickle.ToArray();
    }

    private static void WriteTensor(PickleWriter pickle, ExportedTensor tensor, string key, Dictionary<(string, ElementKind), uint> storages)
    {
        pickle.Global("torch._utils", "_rebuild_tensor_v2");
        pickle.Mark();
        if (storages.TryGetValue((key, tensor.Kind), out uint remembered))
        {
            // Read once, so that what shares memory goes on sharing it.
            pickle.Recall(remembered);
        }
        else
        {
            pickle.Mark();
            pickle.Text("storage");
            pickle.Global("torch", tensor.Kind.Storage);
            pickle.Text(key);
            pickle.Text("cpu");
            pickle.Integer(tensor.Elements);
            pickle.Tuple();
            pickle.Persistent();
            storages.Add((key, tensor.Kind), pickle.Remember());
        }

        pickle.Integer(tensor.Offset);
        pickle.Integers(tensor.Lengths);
        pickle.Integers(tensor.Strides);
        pickle.Truth(false);
        pickle.Global("collections", "OrderedDict");
        pickle.EmptyTuple();
        pickle.Reduce();
        pickle.Tuple();
        pickle.Reduce();
    }
}
