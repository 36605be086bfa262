using System.Text.Json;

namespace RedisAi.Importers.TorchExport;

/// <summary>The parameters, buffers and constants of a program, by their names in the module that was exported.</summary>
internal sealed class ExportedWeights
{
    /// <summary>As many axes as libtorch takes.</summary>
    private const int MaxRank = 64;

    private const long MaxRepeated = 1 << 24;

    private readonly ExportArchive _archive;
    private readonly Dictionary<string, (string Folder, JsonPart Payload)> _payloads = new(StringComparer.Ordinal);

    private ExportedWeights(ExportArchive archive) => _archive = archive;

    /// <summary>Reads which there are.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="model">The model's name in it.</param>
    /// <param name="documents">Where the texts go that this reads from later; to be disposed by the caller.</param>
    public static ExportedWeights Read(ExportArchive archive, string model, ICollection<JsonDocument> documents)
    {
        ExportedWeights weights = new(archive);
        weights.Add("data/constants/", $"{model}_constants_config.json", model, documents);
        weights.Add("data/weights/", $"{model}_weights_config.json", model, documents);
        return weights;
    }

    /// <summary>Finds a tensor, and checks that it lies within its file.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is damaged.</exception>
    public ExportedTensor Find(string name)
    {
        if (!_payloads.TryGetValue(name, out (string Folder, JsonPart Payload) found))
        {
            throw new InvalidDataException($"the graph uses the weight '{name}', which the archive does not have.");
        }

        JsonPart payload = found.Payload;
        if (payload.Find("use_pickle") is { Truth: true })
        {
            throw new InvalidDataException($"the weight '{name}' is a Python pickle, which is not read. Only plain tensors are stored as they are: no subclasses of tensors, and no objects.");
        }

        JsonPart meta = payload["tensor_meta"];
        if (meta["layout"].Integer is var layout and not TorchNumbers.StridedLayout)
        {
            throw new InvalidDataException($"the weight '{name}' has the layout {layout}; only dense tensors are read.");
        }

        ElementKind kind = ElementKind.Of(meta["dtype"]);
        string entry = found.Folder + payload["path_name"].Text;
        long bytes = _archive.LengthOf(entry);
        ExportedTensor tensor = new(entry, kind, bytes / kind.Bytes, Known(meta["storage_offset"]), [.. meta["sizes"].Items.Select(Known)], [.. meta["strides"].Items.Select(Known)]);
        if (bytes % kind.Bytes != 0)
        {
            throw new InvalidDataException($"the weight '{name}' is of {kind.Name}, and its file has {bytes} bytes.");
        }

        ThrowIfBeyond(name, tensor);
        return tensor;
    }

    private static void ThrowIfBeyond(string name, ExportedTensor tensor)
    {
        if (tensor.Lengths.Length != tensor.Strides.Length || tensor.Lengths.Length > MaxRank)
        {
            throw new InvalidDataException($"the weight '{name}' has {tensor.Lengths.Length} lengths and {tensor.Strides.Length} strides.");
        }

        // 64 products of two numbers below 2^63 do not fit in less than 132 bits.
        System.Numerics.BigInteger last = tensor.Offset;
        System.Numerics.BigInteger elements = 1;
        for (int axis = 0; axis < tensor.Lengths.Length; axis++)
        {
            last += new System.Numerics.BigInteger(tensor.Lengths[axis] - 1) * tensor.Strides[axis];
            elements *= tensor.Lengths[axis];
        }

        if (elements > 0 && last >= tensor.Elements)
        {
            throw new InvalidDataException(
                $"the weight '{name}' of [{string.Join(',', tensor.Lengths)}] reaches beyond the {tensor.Elements} elements of '{tensor.Entry}'.");
        }

        // A stride of 0 makes many elements of one, and libtorch copies them when it optimises.
        if (elements > Math.Max(tensor.Elements, MaxRepeated))
        {
            throw new InvalidDataException($"the weight '{name}' of [{string.Join(',', tensor.Lengths)}] repeats the {tensor.Elements} elements of '{tensor.Entry}' too often.");
        }
    }

    private static long Known(JsonPart size) => size["as_int"].Integer is var value and >= 0 ? value : throw size.Damage("is negative");

    private void Add(string folder, string file, string model, ICollection<JsonDocument> documents)
    {
        if (!_archive.Has(folder + file))
        {
            throw new InvalidDataException(_archive.Has($"{folder}{model}.pt")
                ? $"its weights are a Python pickle ('{folder}{model}.pt'), as PyTorch 2.8 wrote them, which is not read. Save it again with torch.export.save of PyTorch 2.9 or later."
                : $"the entry '{folder}{file}' is missing.");
        }

        JsonDocument document = _archive.ReadJson(folder + file);
        documents.Add(document);
        foreach ((string name, JsonPart payload) in new JsonPart(document.RootElement, folder + file)["config"].Members)
        {
            _payloads[name] = (folder, payload);
        }
    }
}
