using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Tensors;

/// <summary>Tensors that were set, saved or loaded.</summary>
/// <param name="verb">What was done with them.</param>
/// <param name="tensors">The keys, types and shapes.</param>
/// <param name="file">The file that they went to or came from; null for none.</param>
internal sealed class StoredTensorsView(string verb, IReadOnlyList<(string Key, TensorDataType DataType, TensorShape Shape)> tensors, string? file = null) : IView
{
    /// <summary>More are counted.</summary>
    private const int MostNamed = 5;

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (file is not null)
        {
            json.WriteString("file", file);
        }

        json.WriteStartArray("tensors");
        foreach ((string key, TensorDataType type, TensorShape shape) in tensors)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("type", TensorTypes.NameOf(type));
            TensorJson.WriteShape(json, shape);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public IEnumerable<IBlock> Blocks()
    {
        foreach ((string key, TensorDataType type, TensorShape shape) in tensors.Take(MostNamed))
        {
            yield return new TextBlock($"{verb} '{Shown.Text(key)}': {TensorTypes.NameOf(type)} {shape}");
        }

        if (tensors.Count > MostNamed)
        {
            yield return new TextBlock($"and {Shown.Count(tensors.Count - MostNamed, "more tensor")}");
        }
    }
}
