namespace RedisAi.Samples.Digits.Models;

/// <summary>What a model says of a picture.</summary>
/// <param name="Digit">The digit.</param>
/// <param name="Probability">How likely it is, from 0 to 1.</param>
internal readonly record struct Answer(int Digit, float Probability)
{
    /// <summary>The most likely digit.</summary>
    public static Answer Of(ReadOnlySpan<float> probabilities)
    {
        int best = 0;
        for (int i = 1; i < probabilities.Length; i++)
        {
            best = probabilities[i] > probabilities[best] ? i : best;
        }

        return new Answer(best, probabilities[best]);
    }
}
