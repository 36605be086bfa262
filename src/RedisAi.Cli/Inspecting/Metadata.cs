using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Inspecting;

/// <summary>What somebody has written into a file about it.</summary>
internal static class Metadata
{
    /// <summary>Writes a property "metadata".</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject("metadata");
        foreach ((string key, string value) in metadata.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    /// <summary>What a person sees of it; nothing where there is none.</summary>
    public static IEnumerable<IBlock> Blocks(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count > 0)
        {
            yield return new TextBlock("");
            yield return new TextBlock("metadata", isHeading: true);
            yield return new FieldsBlock([.. metadata.OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(static entry => ($"  {Shown.Text(entry.Key)}", Shown.Text(entry.Value)))]);
        }
    }
}
