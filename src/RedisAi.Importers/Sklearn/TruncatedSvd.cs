namespace RedisAi.Importers.Sklearn;

/// <summary>The directions in which the columns, not centred, are largest.</summary>
internal sealed class TruncatedSvd : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["TruncatedSVD"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        return SklearnAnswer.OfTable(LinearProjection.Of(step, mean: null, scale: null));
    }
}
