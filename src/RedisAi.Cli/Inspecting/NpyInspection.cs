using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Cli.Tensors;
using RedisAi.Tensors.Formats;

namespace RedisAi.Cli.Inspecting;

/// <summary>The array of a .npy file, read from its header alone.</summary>
/// <param name="file">The file.</param>
/// <param name="header">Its header.</param>
internal sealed class NpyInspection(FileFacts file, NpyHeader header) : IView
{
    public static NpyInspection Of(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return new NpyInspection(FileFacts.Of(path, "npy"), NpyHeader.Read(stream, FormatSource.File(path)));
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        file.WriteProperties(json);
        json.WriteString("type", TensorTypes.NameOf(header.Element.DataType));
        TensorJson.WriteShape(json, header.Shape);
        json.WriteBoolean("bigEndian", header.Element.BigEndian);
        json.WriteBoolean("fortranOrder", header.FortranOrder);
        json.WriteEndObject();
    }

    public IEnumerable<IBlock> Blocks() =>
    [
        new FieldsBlock(
        [
            .. file.Fields(),
            ("type", TensorTypes.NameOf(header.Element.DataType)!),
            ("shape", header.Shape.ToString()),
            ("byte order", header.Element.BigEndian ? "big-endian" : "little-endian"),
            ("order", header.FortranOrder ? "column-major" : "row-major"),
        ]),
    ];
}
