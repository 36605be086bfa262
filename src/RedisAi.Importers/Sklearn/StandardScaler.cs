namespace RedisAi.Importers.Sklearn;

/// <summary>Takes the mean from each column, and divides by the standard deviation.</summary>
internal sealed class StandardScaler : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["StandardScaler"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite(allowsMissing: true);
        double[]? mean = step.Model.Flag("with_mean", true) ? step.Doubles("mean_", step.Input.Width) : null;
        double[]? scale = step.Model.Flag("with_std", true) ? step.Doubles("scale_", step.Input.Width) : null;

        // Since 1.8 the library rounds them itself.
        return SklearnAnswer.OfTable(ScaledColumns.Centred(step, mean, scale, rounds: step.Model.IsAtLeast(1, 8)));
    }
}
