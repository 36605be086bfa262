using System.Text.Json;
using RedisAi.Backends.Onnx.Interop;
using RedisAi.Tensors;

namespace RedisAi.Backends.Onnx.Refusals;

/// <summary>What a model's metadata says that it refuses: the library that it comes from would, and no operator of ONNX can.</summary>
/// <remarks>
/// The text under <see cref="Key"/> is a JSON array of rules. Each has <c>input</c>; <c>what</c>: <c>infinity</c>, <c>missing</c> (NaN, or the empty text) or
/// <c>other</c> (than the <c>texts</c> or <c>numbers</c>, or missing ones where <c>missing</c> is true); <c>by</c>: who refuses; and <c>columns</c>: pairs of the
/// first column and how many there are, all columns without it.
/// </remarks>
internal sealed class RefusedValues : IInputCheck
{
    public const string Key = "redisai.refuses";

    /// <summary>Of an input with more columns all are treated alike: what is kept for each must not be more than the model has cost to send.</summary>
    private const int MaxColumns = 1 << 20;

    private readonly InputRefusals?[] _inputs;

    private RefusedValues(InputRefusals?[] inputs) => _inputs = inputs;

    /// <summary>Reads the rules of a model; null when it has none.</summary>
    /// <exception cref="ModelLoadException">The rules cannot be read, or do not fit the signature.</exception>
    public static RefusedValues? Read(OrtSessionHandle session, ModelSignature signature) =>
        OrtMetadata.Find(session, Key) is { } text ? Parse(text, signature) : null;

    /// <summary>Reads the text of the rules.</summary>
    public static RefusedValues Parse(string text, ModelSignature signature)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            InputRefusals?[] inputs = new InputRefusals?[signature.Inputs.Count];
            foreach (JsonElement rule in json.RootElement.EnumerateArray())
            {
                int input = IndexOf(signature, rule.GetProperty("input").GetString());
                inputs[input] ??= new InputRefusals(Width(signature.Inputs[input]));
                RefusalRule.Add(inputs[input]!, rule);
            }

            return new RefusedValues(inputs);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new ModelLoadException($"Its metadata '{Key}', which says what values are refused, cannot be read: {error.Message}", error);
        }
    }

    public string? FindFault(int input, in TensorValue value) => _inputs[input]?.FindFault(in value);

    private static int IndexOf(ModelSignature signature, string? name)
    {
        for (int i = 0; i < signature.Inputs.Count; i++)
        {
            if (signature.Inputs[i].Name == name)
            {
                return i;
            }
        }

        throw new FormatException($"there is no input '{name}'");
    }

    /// <summary>The length of the last axis; 0 when it may be any.</summary>
    private static int Width(TensorSpec spec) =>
        spec.Shape.IsRankKnown && spec.Shape.Rank > 0 && spec.Shape[spec.Shape.Rank - 1] is > 0 and <= MaxColumns and long width ? (int)width : 0;
}
