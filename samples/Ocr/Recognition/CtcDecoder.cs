using System.Numerics.Tensors;

namespace RedisAi.Samples.Ocr.Recognition;

/// <summary>Makes characters of what the recognition model gives: for each step across the line how likely each character is, or none.</summary>
internal static class CtcDecoder
{
    /// <summary>The class that stands between characters.</summary>
    private const int Blank = 0;

    /// <param name="probabilities">Float32 [1, steps, classes].</param>
    /// <returns>Float32 [2, length]: the class of each character, and its probability.</returns>
    public static AiTensor Decode(AiTensor probabilities)
    {
        ReadOnlySpan<float> rows = probabilities.AsSpan<float>();
        int classes = (int)probabilities.Shape[2];
        List<float> labels = [];
        List<float> certainties = [];
        int before = Blank;
        for (int start = 0; start < rows.Length; start += classes)
        {
            ReadOnlySpan<float> row = rows.Slice(start, classes);
            int best = TensorPrimitives.IndexOfMax(row);
            // A character is seen in several steps; the same one twice has a blank between.
            if (best != Blank && best != before)
            {
                labels.Add(best);
                certainties.Add(row[best]);
            }

            before = best;
        }

        return AiTensor.Create<float>([2, labels.Count], (float[])[.. labels, .. certainties]);
    }
}
