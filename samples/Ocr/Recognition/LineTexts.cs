using System.Numerics.Tensors;
using RedisAi.Samples.Recognition;

namespace RedisAi.Samples.Ocr.Recognition;

/// <summary>Makes one tensor of all lines.</summary>
internal static class LineTexts
{
    /// <param name="lines">Float32 [2, length] of each.</param>
    /// <param name="characters">What the classes mean.</param>
    /// <returns>String [count].</returns>
    public static AiTensor Texts(IReadOnlyList<AiTensor> lines, Characters characters) =>
        AiTensor.CreateStrings([lines.Count], [.. lines.Select(line => characters.ToText(Array.ConvertAll(line.AsSpan<float>()[..Length(line)].ToArray(), static label => (long)label)))]);

    /// <param name="lines">Float32 [2, length] of each.</param>
    /// <returns>Float32 [count]: the mean probability of the characters; 0 without any.</returns>
    public static AiTensor Certainties(IReadOnlyList<AiTensor> lines) =>
        AiTensor.Create<float>([lines.Count], (float[])[.. lines.Select(static line => Length(line) == 0 ? 0 : TensorPrimitives.Average<float>(line.AsSpan<float>()[Length(line)..]))]);

    private static int Length(AiTensor line) => (int)line.Shape[1];
}
