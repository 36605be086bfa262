using System.IO.Compression;
using System.Text;
using RedisAi.Backends;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Tests.Skops;

/// <summary>Writes archives of skops for tests.</summary>
internal static class SkopsText
{
    /// <summary>An archive with a schema and other entries, not packed.</summary>
    public static byte[] Archive(string schema, params (string Name, byte[] Bytes)[] entries) => Archive([("schema.json", Encoding.UTF8.GetBytes(schema)), .. entries], CompressionLevel.NoCompression);

    public static byte[] Archive(IReadOnlyList<(string Name, byte[] Bytes)> entries, CompressionLevel level)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    /// <summary>A node.</summary>
    public static string Node(string loader, string content, string name = "int", string module = "builtins", string more = "") =>
        $$"""{"__class__":"{{name}}","__module__":"{{module}}","__loader__":"{{loader}}","content":{{content}}{{more}}}""";

    /// <summary>A number, None, a truth, or a string in quotes.</summary>
    public static string Json(string text) => Node("JsonNode", $"\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"", "str");

    /// <summary>An object with attributes: <c>"a": node, ...</c>.</summary>
    public static string Object(string name, string attributes) => Node("ObjectNode", Node("DictNode", $"{{{attributes}}}", "dict"), name, "sklearn.made");

    /// <summary>A string of numpy as a node, and the entry that holds it.</summary>
    public static (string Node, (string Name, byte[] Bytes) Entry) NumpyText(string file, string text)
    {
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '<U{text.Length}', 'fortran_order': False, 'shape': (), }}\n");
        byte[] bytes = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. Encoding.UTF32.GetBytes(text)];
        return ($$"""{"__class__":"str_","__module__":"numpy","__loader__":"NdArrayNode","type":"numpy","file":"{{file}}"}""", (file, bytes));
    }

    public static SkopsArchive Open(string schema, params (string Name, byte[] Bytes)[] entries) => SkopsArchive.Open(Content(Archive(schema, entries)), CancellationToken.None);

    public static ModelContent Content(byte[] bytes) => new(null, bytes, bytes.AsMemory(0, Math.Min(bytes.Length, ModelContent.HeadLength)), null);
}
