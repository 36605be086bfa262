namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>Compares answers as the library promises them: within 1e-6 of the scale of the output, which is its largest number, and 1e-5 of the number itself.</summary>
internal static class LightGbmAssert
{
    public static void Close(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(IsClose(expected[i], actual[i], scale), $"Element {i} is {actual[i]:R}, not {expected[i]:R}, at a scale of {scale:R}.");
        }
    }

    /// <summary>Labels are the classes of the largest probabilities; where two are as large within the tolerance, either.</summary>
    public static void Labels(double[] probabilities, long[] actual)
    {
        int classes = probabilities.Length / actual.Length;
        for (int row = 0; row < actual.Length; row++)
        {
            ReadOnlySpan<double> ofRow = probabilities.AsSpan(row * classes, classes);
            double best = ofRow[0];
            foreach (double probability in ofRow)
            {
                best = Math.Max(best, probability);
            }

            double chosen = ofRow[(int)actual[row]];
            Assert.True(chosen >= best - 2e-6 - (1e-5 * best), $"Row {row} is of class {actual[row]} with {chosen:R}, and {best:R} is the largest.");
        }
    }

    private static bool IsClose(double expected, float actual, double scale) => double.IsFinite(expected) && Math.Abs(expected) <= float.MaxValue
        ? Math.Abs(expected - actual) <= (1e-6 * scale) + (1e-5 * Math.Abs(expected))
        : ((float)expected).Equals(actual);
}
