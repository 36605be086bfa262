using System.Numerics.Tensors;

namespace RedisAi.Samples.AbTest.Comparing;

/// <summary>What a model says of a picture.</summary>
/// <param name="Digit">The likeliest digit.</param>
/// <param name="Certainty">Its probability.</param>
internal readonly record struct Opinion(int Digit, float Certainty)
{
    /// <param name="probabilities">Float32 [1, 10]; [0, 10] where the model gave no answer.</param>
    /// <returns>Null where there is no answer.</returns>
    public static Opinion? Of(AiTensor probabilities)
    {
        ReadOnlySpan<float> row = probabilities.AsSpan<float>();
        int best = TensorPrimitives.IndexOfMax(row);
        return best < 0 ? null : new Opinion(best, row[best]);
    }
}
