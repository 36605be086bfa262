using System.Text.Json;

namespace RedisAi.Importers.TorchExport;

/// <summary>A value in a JSON text of an archive, which tells where it stands when it is not what it should be.</summary>
/// <param name="element">The value.</param>
/// <param name="place">Where it is, as in <c>models/model.json: graph_module.graph.nodes[3]</c>.</param>
internal readonly struct JsonPart(JsonElement element, string place)
{
    public string Place => place;

    public int Count => element.ValueKind == JsonValueKind.Array ? element.GetArrayLength() : throw Damage("is no list");

    public IEnumerable<JsonPart> Items
    {
        get
        {
            if (element.ValueKind != JsonValueKind.Array)
            {
                throw Damage("is no list");
            }

            int index = 0;
            foreach (JsonElement item in element.EnumerateArray())
            {
                yield return new JsonPart(item, $"{place}[{index++}]");
            }
        }
    }

    public IEnumerable<KeyValuePair<string, JsonPart>> Members
    {
        get
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                throw Damage("is no object");
            }

            foreach (JsonProperty member in element.EnumerateObject())
            {
                yield return new(NameOf(member), new JsonPart(member.Value, $"{place}.{NameOf(member)}"));
            }
        }
    }

    public string Text
    {
        get
        {
            try
            {
                return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Damage("is no text");
            }
            catch (InvalidOperationException)
            {
                throw Damage("is no text in Unicode");
            }
        }
    }

    public long Integer => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long value) ? value : throw Damage("is no integer of 64 bits");

    public bool Truth => element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : throw Damage("is neither true nor false");

    /// <summary>A number; those that JSON lacks are texts, as PyTorch writes them.</summary>
    public double Number => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetDouble(out double value) => value,
        JsonValueKind.String => Text switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => throw Damage("is no number"),
        },
        _ => throw Damage("is no number"),
    };

    /// <summary>What a union holds: an object with one member, whose name says what it is.</summary>
    public (string Kind, JsonPart Value) Choice
    {
        get
        {
            (string Kind, JsonPart Value)? choice = null;
            foreach ((string kind, JsonPart value) in Members)
            {
                choice = choice is null ? (kind, value) : throw Damage("has more than one member, where it should have the one that says what it is");
            }

            return choice ?? throw Damage("is empty, where one member should say what it is");
        }
    }

    public JsonPart this[string name] => Find(name) ?? throw Damage($"has no '{name}'");

    /// <summary>A member that may be missing or null.</summary>
    public JsonPart? Find(string name) =>
        element.ValueKind != JsonValueKind.Object ? throw Damage("is no object")
        : element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? new JsonPart(value, $"{place}.{name}")
        : null;

    public InvalidDataException Damage(string what) => new($"{place} {what}.");

    private string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw Damage("has a name that is no text in Unicode");
        }
    }
}
