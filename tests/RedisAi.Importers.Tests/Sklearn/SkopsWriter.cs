using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Writes archives as skops does, of objects that nobody fitted.</summary>
internal sealed class SkopsWriter
{
    private readonly List<(string Name, byte[] Bytes)> _files = [];
    private int _next;

    public JsonObject Object(string name, params (string Name, JsonObject Value)[] attributes)
    {
        int dot = name.LastIndexOf('.');
        return Node(name[..dot], name[(dot + 1)..], "ObjectNode", Dictionary(attributes));
    }

    public JsonObject Value(object? value)
    {
        JsonObject node = Node("builtins", "str", "JsonNode", JsonSerializer.Serialize(value));
        node["is_json"] = true;
        return node;
    }

    public JsonObject List(params IEnumerable<JsonObject> items) => Node("builtins", "list", "ListNode", new JsonArray([.. items]));

    /// <summary>An array of numbers of one type: <c>&lt;f8</c> and the like.</summary>
    public JsonObject Array<T>(string type, T[] values, params int[] shape)
        where T : unmanaged => File($"'{type}'", MemoryMarshal.AsBytes(values.AsSpan()), shape.Length == 0 ? [values.Length] : shape);

    /// <summary>An array of Python's strings, and None.</summary>
    public JsonObject Objects(params string?[] values)
    {
        JsonObject node = Node("numpy", "ndarray", "NdArrayNode", new JsonArray([.. values.Select(Value)]));
        node["type"] = "json";
        node["shape"] = List(Value(values.Length));
        return node;
    }

    /// <summary>An array of records, whose bytes are given.</summary>
    public JsonObject Records(string fields, ReadOnlySpan<byte> bytes, int count) => File(fields, bytes, [count]);

    public byte[] Write(JsonObject root)
    {
        root["protocol"] = 2;
        root["_skops_version"] = "0.16.0";
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in _files.Append(("schema.json", Encoding.UTF8.GetBytes(root.ToJsonString()))))
            {
                using Stream entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    private JsonObject Dictionary((string Name, JsonObject Value)[] attributes) =>
        Node("builtins", "dict", "DictNode", new JsonObject(attributes.Select(static attribute => KeyValuePair.Create(attribute.Name, (JsonNode?)attribute.Value))));

    private JsonObject File(string type, ReadOnlySpan<byte> bytes, int[] shape)
    {
        string lengths = string.Concat(shape.Select(static length => string.Create(CultureInfo.InvariantCulture, $"{length}, ")));
        string header = $"{{'descr': {type}, 'fortran_order': False, 'shape': ({lengths}), }}\n";
        JsonObject node = Node("numpy", "ndarray", "NdArrayNode", null);
        string name = $"{node["__id__"]}.npy";
        node["type"] = "numpy";
        node["file"] = name;
        _files.Add((name, [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. bytes]));
        return node;
    }

    private JsonObject Node(string module, string name, string loader, JsonNode? content)
    {
        JsonObject node = new() { ["__class__"] = name, ["__module__"] = module, ["__loader__"] = loader, ["__id__"] = ++_next };
        if (content is not null)
        {
            node["content"] = content;
        }

        return node;
    }
}
