namespace RedisAi.Soak;

/// <summary>How far answers lie apart.</summary>
internal static class Distances
{
    /// <summary>The largest difference of any output; infinite when shapes differ.</summary>
    public static float Largest(ModelResult expected, ModelResult actual)
    {
        float largest = expected.Count == actual.Count ? 0 : float.PositiveInfinity;
        for (int i = 0; i < expected.Count && float.IsFinite(largest); i++)
        {
            largest = Math.Max(largest, Largest(expected[i], actual[i]));
        }

        return largest;
    }

    /// <summary>The largest difference of any element; infinite when shapes differ.</summary>
    public static float Largest(AiTensor expected, AiTensor actual)
    {
        if (!expected.Shape.Equals(actual.Shape))
        {
            return float.PositiveInfinity;
        }

        float largest = 0;
        ReadOnlySpan<float> left = expected.AsSpan<float>();
        ReadOnlySpan<float> right = actual.AsSpan<float>();
        for (int i = 0; i < left.Length; i++)
        {
            // Not a number lies as far off as can be.
            float difference = Math.Abs(left[i] - right[i]);
            largest = float.IsNaN(difference) ? float.PositiveInfinity : Math.Max(largest, difference);
        }

        return largest;
    }
}
