namespace RedisAi.Importers.Sklearn;

/// <summary>Takes the median from each column, and divides by the distance between two quantiles.</summary>
internal sealed class RobustScaler : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["RobustScaler"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite(allowsMissing: true);
        double[]? center = step.Model.Flag("with_centering", true) ? step.Doubles("center_", step.Input.Width) : null;
        double[]? scale = step.Model.Flag("with_scaling", true) ? step.Doubles("scale_", step.Input.Width) : null;
        return SklearnAnswer.OfTable(ScaledColumns.Centred(step, center, scale));
    }
}
