using System.Text.Json;

namespace RedisAi.MLflow.Signatures;

/// <summary>Reads the JSON of signatures.</summary>
internal static class SignatureReader
{
    /// <exception cref="FormatException">It is none, or mixes what does not mix; the message is a sentence.</exception>
    public static MlflowSignature Read(string? inputs, string? outputs, string? parameters)
    {
        MlflowField[] takes = Items(inputs, "inputs", FieldReader.Read);
        if (takes.Any(static field => field.IsTensor) && takes.Any(static field => !field.IsTensor))
        {
            throw new FormatException("Its inputs are tensors and columns; they must be all the one or all the other.");
        }

        if (takes.Any(static field => field.Name is null) && (takes.Any(static field => field.Name is not null) || (takes.Length > 1 && takes[0].IsTensor)))
        {
            throw new FormatException("Some of its inputs have no names; all must have one, save a tensor alone, or columns of which none has one.");
        }

        if (takes.Where(static field => field.Name is not null).GroupBy(static field => field.Name).FirstOrDefault(static same => same.Count() > 1) is { } twice)
        {
            throw new FormatException($"It has the input '{twice.Key}' twice.");
        }

        return new MlflowSignature(takes, Items(outputs, "outputs", FieldReader.Read), Items(parameters, "params", ReadParameter))
        {
            Texts = new SignatureTexts(inputs, outputs, parameters),
        };
    }

    private static T[] Items<T>(string? text, string what, Func<JsonElement, T> read)
    {
        if (text is null)
        {
            return [];
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Null => [],
                JsonValueKind.Array => [.. document.RootElement.EnumerateArray().Select(read)],
                var kind => throw new FormatException($"Its {what} must be a JSON list; they are {kind}."),
            };
        }
        catch (JsonException error)
        {
            throw new FormatException($"Its {what} are no JSON: {error.Message}", error);
        }
        catch (FormatException error) when (error.InnerException is null && !error.Message.StartsWith("Its ", StringComparison.Ordinal))
        {
            throw new FormatException($"Its {what}: {error.Message}", error);
        }
    }

    private static MlflowParameter ReadParameter(JsonElement json)
    {
        string name = json.RequiredText("name");
        string type = json.OptionalText("type") ?? json.RequiredText("dtype");
        bool isList = json.TryGetProperty("shape", out JsonElement shape) && shape.ValueKind is not JsonValueKind.Null;
        return new MlflowParameter(name, type, FieldTypes.OfColumn(type)?.Type ?? TensorDataType.Undefined)
        {
            IsList = isList,
            Default = json.TryGetProperty("default", out JsonElement value) ? value.Clone() : default,
        };
    }
}
