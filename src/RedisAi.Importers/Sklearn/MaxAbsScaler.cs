namespace RedisAi.Importers.Sklearn;

/// <summary>Divides each column by its largest absolute value, and cuts off what lies outside of -1 to 1 where it is set so.</summary>
internal sealed class MaxAbsScaler : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["MaxAbsScaler"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite(allowsMissing: true);
        SklearnTable scaled = ScaledColumns.Of(step, ("Div", step.Doubles("scale_", step.Input.Width)));
        return SklearnAnswer.OfTable(step.Model.Flag("clip", false) ? ScaledColumns.Clip(step.Graph, scaled, -1, 1) : scaled);
    }
}
