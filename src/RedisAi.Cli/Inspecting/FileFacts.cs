using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Inspecting;

/// <summary>What is said of every file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">Its format in words.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record FileFacts(string Path, string Format, long Bytes)
{
    public static FileFacts Of(string path, string format) => new(path, format, new FileInfo(path).Length);

    /// <summary>The fields that a person sees.</summary>
    public IEnumerable<(string Name, string Value)> Fields() => [("file", Path), ("format", Format), ("size", Shown.Size(Bytes))];

    /// <summary>Writes the properties of an object that was begun.</summary>
    public void WriteProperties(System.Text.Json.Utf8JsonWriter json)
    {
        json.WriteString("file", Path);
        json.WriteString("format", Format);
        json.WriteNumber("bytes", Bytes);
    }
}
