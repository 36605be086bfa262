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
        return SklearnAnswer.OfTable(ScaledColumns.Of(step, ("Sub", mean), ("Div", scale)));
    }
}
