using System.Globalization;
using System.Text.Json;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Skops;

/// <summary>Reads the nodes of a schema. Each has a loader, which says how skops would make a Python object of it; here it says what data is in it.</summary>
/// <remarks>A node whose number was read before is the same object, which is not read again; one within itself is an error. Used by one thread.</remarks>
internal sealed class SkopsReader(ArchiveFile archive, CancellationToken cancellationToken)
{
    private const int MaxDepth = 128;

    /// <summary>The most elements of an array of objects, which may be the same one many times.</summary>
    private const long MaxItems = 10_000_000;

    /// <summary>The most bytes of a string of numpy, which is read at once.</summary>
    private const int MaxTextBytes = 1 << 18;

    private readonly Dictionary<string, SkopsValue?> _known = new(StringComparer.Ordinal);

    /// <summary>The strings of numpy by their files: many nodes may name the same one.</summary>
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private int _depth;

    /// <summary>Reads the root.</summary>
    public SkopsValue Read(JsonElement root) => Read(root, "");

    /// <summary>A member that is a string; null when there is none.</summary>
    public static string? TryGetText(JsonElement node, string name) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private SkopsValue Read(JsonElement node, string path)
    {
        string? id = node.ValueKind == JsonValueKind.Object && node.TryGetProperty("__id__", out JsonElement number) ? number.GetRawText() : null;
        if (id is not null && _known.TryGetValue(id, out SkopsValue? known))
        {
            return known ?? throw Bad(path, $"is the object {id}, within which it stands");
        }

        if (++_depth > MaxDepth)
        {
            throw Bad(path, $"lies deeper than {MaxDepth} objects");
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (id is not null)
        {
            _known[id] = null;
        }

        SkopsValue value = ReadNew(node, path);
        _depth--;
        if (id is not null)
        {
            _known[id] = value;
        }

        return value;
    }

    private SkopsValue ReadNew(JsonElement node, string path)
    {
        string loader = TryGetText(node, "__loader__") ?? throw Bad(path, "has no __loader__");
        string name = $"{TryGetText(node, "__module__")}.{TryGetText(node, "__class__")}";
        return loader switch
        {
            "JsonNode" => ReadJson(node, path),
            "ObjectNode" or "TreeNode" or "LossNode" or "SGDNode" => ReadObject(node, path),
            "DefaultDictNode" => Content(node, JsonValueKind.Object, path).TryGetProperty("main", out JsonElement main)
                ? new SkopsDictionary(path, ReadEntries(main, path))
                : throw Bad(path, "has no dictionary"),
            "DictNode" or "OrderedDictNode" => new SkopsDictionary(path, ReadEntries(node, path)),
            "ListNode" => ReadList(node, path, "a list"),
            "TupleNode" => ReadList(node, path, "a tuple"),
            "SetNode" => ReadList(node, path, "a set"),
            "NdArrayNode" => ReadArray(node, path),
            "TypeNode" => new SkopsType(path, name),
            "DTypeNode" => new SkopsType(path, $"numpy.{ReadElementType(node, path)}"),
            "SliceNode" => ReadSlice(node, path),
            "FunctionNode" => new SkopsOpaque(path, loader, ReadFunction(node)),
            "RandomStateNode" or "RandomGeneratorNode" or "PartialNode" or "MethodNode" or "OperatorFuncNode"
                or "SparseMatrixNode" or "MaskedArrayNode" or "BytesNode" or "BytearrayNode" => new SkopsOpaque(path, loader, name),
            _ => throw Bad(path, $"({name}) has the loader '{loader}', which is not known"),
        };
    }

    private SkopsObject ReadObject(JsonElement node, string path)
    {
        SkopsValue? state = node.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Object ? Read(content, path) : null;
        IReadOnlyList<SkopsValue> arguments = node.TryGetProperty("__reduce__", out JsonElement reduce) && reduce.ValueKind == JsonValueKind.Object
            && reduce.TryGetProperty("args", out JsonElement args)
            ? Read(args, $"{path}.args").AsList()
            : [];
        return new SkopsObject(path, TryGetText(node, "__module__") ?? "", TryGetText(node, "__class__") ?? "", state is { IsNone: true } ? null : state, arguments);
    }

    private OrderedDictionary<string, SkopsValue> ReadEntries(JsonElement node, string path)
    {
        OrderedDictionary<string, SkopsValue> entries = new(StringComparer.Ordinal);
        foreach (JsonProperty entry in Content(node, JsonValueKind.Object, path).EnumerateObject())
        {
            bool inner = entry.Value.ValueKind == JsonValueKind.Object;
            string at = path.Length == 0 ? entry.Name : $"{path}.{entry.Name}";
            if (!inner || !entries.TryAdd(entry.Name, Read(entry.Value, at)))
            {
                throw Bad(at, inner ? "comes twice" : "is no node");
            }
        }

        return entries;
    }

    private SkopsList ReadList(JsonElement node, string path, string kind)
    {
        SkopsValue[] items = ReadItems(Content(node, JsonValueKind.Array, path), path);
        return new SkopsList(path, kind, items, [items.Length]);
    }

    private SkopsValue[] ReadItems(JsonElement array, string path)
    {
        SkopsValue[] items = new SkopsValue[array.GetArrayLength()];
        int index = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            items[index] = Read(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"));
            index++;
        }

        return items;
    }

    private SkopsValue ReadArray(JsonElement node, string path)
    {
        string type = TryGetText(node, "type") ?? "numpy";
        if (type == "numpy")
        {
            string file = TryGetText(node, "file") ?? throw Bad(path, "names no file");
            return !archive.Contains(file) ? throw Bad(path, $"has the file '{file}', which the archive lacks")
                : TryGetText(node, "__class__") == "str_" ? new SkopsScalar(path, ReadText(path, file))
                : new SkopsArray(path, archive, file);
        }

        SkopsValue[] items = ReadItems(Content(node, JsonValueKind.Array, path), path);
        long[] shape = node.TryGetProperty("shape", out JsonElement said) ? [.. Read(said, $"{path}.shape").AsList().Select(static axis => axis.AsInt64())] : [items.Length];
        long count = 1;
        foreach (long axis in shape)
        {
            count = axis is >= 0 and <= MaxItems && count * axis <= MaxItems ? count * axis : throw Bad(path, $"is said to have the shape ({string.Join(", ", shape)})");
        }

        for (int axis = 1; axis < shape.Length && items.All(static item => item is SkopsList) && items.Sum(static item => (long)item.AsList().Count) <= count; axis++)
        {
            // What is within an axis stands in lists of their own.
            items = [.. items.SelectMany(static item => item.AsList())];
        }

        return count == items.Length
            ? new SkopsList(path, "an array of objects", items, shape)
            : throw Bad(path, $"is said to have the shape ({string.Join(", ", shape)}), and has {items.Length} elements");
    }

    /// <summary>A string of numpy, which is an array without axes, is a string like Python's.</summary>
    private string ReadText(string path, string file)
    {
        if (!_texts.TryGetValue(file, out string? text))
        {
            text = new SkopsArray(path, archive, file, MaxTextBytes).AsText();
            _texts.Add(file, text);
        }

        return text;
    }

    /// <summary>An empty array stands for the type of elements.</summary>
    private string ReadElementType(JsonElement node, string path)
    {
        NpyType type = Read(Content(node, JsonValueKind.Object, path), path) is SkopsArray array ? array.AsArray().Type : new NpyType('O', 0, BigEndian: false, []);
        return string.Create(CultureInfo.InvariantCulture, $"{type.Kind}{type.Size}");
    }

    /// <summary>Slices may also go from name to name; what they mean is written elsewhere, too.</summary>
    private static SkopsValue ReadSlice(JsonElement node, string path)
    {
        JsonElement content = Content(node, JsonValueKind.Object, path);
        return Try("start", out long? start) && Try("stop", out long? stop) && Try("step", out long? step)
            ? new SkopsSlice(path, start, stop, step)
            : new SkopsOpaque(path, "SliceNode", "a slice from name to name");

        bool Try(string name, out long? position)
        {
            position = null;
            if (!content.TryGetProperty(name, out JsonElement end) || end.ValueKind == JsonValueKind.Null)
            {
                return true;
            }

            bool isNumber = end.ValueKind == JsonValueKind.Number && end.TryGetInt64(out long number) && (position = number) is not null;
            return isNumber;
        }
    }

    /// <summary>A function of numpy or of anybody's; only its name is of use.</summary>
    private static string ReadFunction(JsonElement node)
    {
        JsonElement content = node.TryGetProperty("content", out JsonElement found) ? found : default;
        return content.ValueKind == JsonValueKind.String
            ? $"{TryGetText(node, "__module__")}.{content.GetString()}"
            : $"{TryGetText(content, "module_path")}.{TryGetText(content, "function")}";
    }

    /// <summary>JSON as Python writes it, which has NaN and infinities.</summary>
    private static SkopsScalar ReadJson(JsonElement node, string path)
    {
        string text = TryGetText(node, "content") ?? throw Bad(path, "has no text");
        object? value = text switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => ParseScalar(text, path),
        };
        return new SkopsScalar(path, value);
    }

    private static object? ParseScalar(string text, string path)
    {
        using JsonDocument json = BoundedJson.Parse(System.Text.Encoding.UTF8.GetBytes(text), path);
        JsonElement root = json.RootElement;
        return root.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => root.GetString(),
            JsonValueKind.Number when !text.AsSpan().ContainsAny('.', 'e', 'E') && root.TryGetInt64(out long whole) => whole,
            JsonValueKind.Number => root.GetDouble(),
            _ => throw Bad(path, "holds JSON that is no single value"),
        };
    }

    private static JsonElement Content(JsonElement node, JsonValueKind kind, string path) =>
        node.TryGetProperty("content", out JsonElement content) && content.ValueKind == kind ? content : throw Bad(path, $"has no content that is an {kind.ToString().ToLowerInvariant()}");

    private static ModelLoadException Bad(string path, string reason) =>
        new($"The node {(path.Length == 0 ? "at the root" : $"'{path}'")} of {SkopsArchive.Schema} {reason}.");
}
