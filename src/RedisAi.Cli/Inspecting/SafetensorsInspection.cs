using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Cli.Tensors;
using RedisAi.Client.Protocol;
using RedisAi.Tensors.Formats;

namespace RedisAi.Cli.Inspecting;

/// <summary>The tensors of a safetensors file, read from its header alone.</summary>
internal sealed class SafetensorsInspection : IView
{
    private static readonly string[] s_columns = ["tensor", "type", "shape", ">size"];

    private readonly FileFacts _file;
    private readonly IReadOnlyList<(string Name, string Type, TensorShape Shape, long Bytes)> _tensors;
    private readonly IReadOnlyDictionary<string, string> _metadata;

    private SafetensorsInspection(FileFacts file, IReadOnlyList<(string Name, string Type, TensorShape Shape, long Bytes)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        _file = file;
        _tensors = tensors;
        _metadata = metadata;
    }

    public static SafetensorsInspection Of(string path, CancellationToken cancellationToken)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        SnapshotReader reader = new(stream, FormatSource.File(path), cancellationToken);
        SafetensorsHeader header = reader.ReadHeader();
        List<(string Name, string Type, TensorShape Shape, long Bytes)> tensors = [];
        foreach (SafetensorsEntry entry in header.Entries)
        {
            // Strings are stored as bytes, and what they are is in the metadata.
            bool isText = SnapshotMetadata.FindStrings(header, entry.Name, reader.Source) is not null;
            TensorShape shape = SnapshotMetadata.FindStrings(header, entry.Name, reader.Source)?.Shape ?? entry.Shape;
            tensors.Add((entry.Name, TensorTypes.NameOf(isText ? TensorDataType.String : entry.DataType)!, shape, entry.ByteLength));
        }

        tensors.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        return new SafetensorsInspection(FileFacts.Of(path, "safetensors"), tensors, header.Metadata);
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        _file.WriteProperties(json);
        json.WriteStartArray("tensors");
        foreach ((string name, string type, TensorShape shape, long bytes) in _tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("type", type);
            TensorJson.WriteShape(json, shape);
            json.WriteNumber("bytes", bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Metadata.Write(json, _metadata);
        json.WriteEndObject();
    }

    public IEnumerable<IBlock> Blocks() =>
    [
        new FieldsBlock([.. _file.Fields(), ("tensors", $"{_tensors.Count}")]),
        .. Metadata.Blocks(_metadata),
        new TextBlock(""),
        new TableBlock(s_columns, [.. _tensors.Select(static tensor => (string[])[Shown.Text(tensor.Name), tensor.Type, tensor.Shape.ToString(), Shown.Size(tensor.Bytes)])], "It has no tensors."),
    ];
}
