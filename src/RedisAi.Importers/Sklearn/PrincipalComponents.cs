namespace RedisAi.Importers.Sklearn;

/// <summary>Principal components: the directions in which the centred columns vary most.</summary>
internal sealed class PrincipalComponents : ISklearnClass
{
    private const double SingleEpsilon = 1.1920928955078125e-7;
    private const double DoubleEpsilon = 2.220446049250313e-16;

    public IReadOnlyList<string> Names { get; } = ["PCA", "IncrementalPCA"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        double[] mean = step.Doubles("mean_", step.Input.Width);
        if (step.Model.Find("explained_variance_") is { } variances && variances.AsArray().ToDoubles() is { Length: > 0 } all)
        {
            step.NoteFar(mean, Math.Sqrt(all[0]));
        }

        Func<int, double[]>? scale = step.Model.Flag("whiten", false) ? components => Deviations(step, components) : null;
        return SklearnAnswer.OfTable(LinearProjection.Of(step, mean, scale));
    }

    /// <summary>What whitening divides by; next to nothing counts as the smallest step.</summary>
    private static double[] Deviations(SklearnStep step, int components)
    {
        double least = step.Model.Array("explained_variance_").Type is { Size: 4 } ? SingleEpsilon : DoubleEpsilon;
        return Array.ConvertAll(step.Doubles("explained_variance_", components), variance => Math.Max(Math.Sqrt(variance), least));
    }
}
