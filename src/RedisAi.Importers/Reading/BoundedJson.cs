using System.Text.Json;

namespace RedisAi.Importers.Reading;

/// <summary>Reads JSON of a limited depth.</summary>
internal static class BoundedJson
{
    /// <summary>Deeper than any model that was seen; a pipeline within a pipeline takes eight.</summary>
    public const int MaxDepth = 256;

    /// <summary>Reads a document.</summary>
    /// <param name="json">The text, in UTF-8.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelLoadException">It is no JSON, or too deep.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, string name)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException error)
        {
            throw new ModelLoadException($"'{name}' is no JSON that can be read: {error.Message}", error);
        }
    }
}
