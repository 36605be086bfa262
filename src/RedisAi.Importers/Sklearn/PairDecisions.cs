using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Sklearn;

/// <summary>The decisions of a support vector machine for each pair of classes. Only the vectors of the two classes count, each with a weight for the other.</summary>
internal static class PairDecisions
{
    /// <summary>The most weights, so that many classes with many vectors do not take all memory.</summary>
    private const long MaxWeights = 1L << 27;

    /// <summary>Adds them: doubles [rows, pairs].</summary>
    public static string AddTo(SklearnStep step, ClassPairs pairs)
    {
        SupportVectors vectors = SupportVectors.Of(step);
        int[] starts = Starts(step, vectors.Count, pairs.Classes);
        NpyArray array = step.Model.Array("_dual_coef_");
        if (array.Count != (long)vectors.Count * (pairs.Classes - 1))
        {
            throw step.Unsupported($"has {array.Count} elements in '_dual_coef_'; {pairs.Classes - 1} for each of {vectors.Count} vectors were expected");
        }

        if ((long)vectors.Count * pairs.Count > MaxWeights)
        {
            throw step.Unsupported($"has {vectors.Count} vectors and {pairs.Classes} classes, which is too much");
        }

        double[] coefficients = array.ToDoubles();
        double[] weights = new double[vectors.Count * pairs.Count];
        for (int pair = 0; pair < pairs.Count; pair++)
        {
            (int first, int second) = pairs.All[pair];
            Fill(first, second - 1, pair);
            Fill(second, first, pair);
        }

        string kernel = vectors.AddKernel(step);
        return step.Graph.Plus(step.Graph.Times(kernel, weights, vectors.Count, pairs.Count), step.Doubles("_intercept_", pairs.Count));

        void Fill(int ofClass, int row, int pair)
        {
            for (int vector = starts[ofClass]; vector < starts[ofClass + 1]; vector++)
            {
                weights[(vector * pairs.Count) + pair] = coefficients[(row * vectors.Count) + vector];
            }
        }
    }

    /// <summary>Where the vectors of each class begin.</summary>
    private static int[] Starts(SklearnStep step, int vectors, int classes)
    {
        long[] counts = (step.Model.FindAny("_n_support", "n_support_") ?? step.Model.Get("_n_support")).AsArray().ToInt64s();
        int[] starts = new int[classes + 1];
        for (int i = 0; i < Math.Min(counts.Length, classes) && counts[i] >= 0 && counts[i] <= vectors - starts[i]; i++)
        {
            starts[i + 1] = starts[i] + (int)counts[i];
        }

        return counts.Length == classes && starts[^1] == vectors
            ? starts
            : throw step.Unsupported($"has ({string.Join(", ", counts)}) vectors in '_n_support' of {classes} classes; {vectors} in all were expected");
    }
}
