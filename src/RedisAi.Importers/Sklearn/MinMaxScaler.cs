namespace RedisAi.Importers.Sklearn;

/// <summary>Brings each column into a range, and cuts off what lies outside where it is set so.</summary>
internal sealed class MinMaxScaler : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["MinMaxScaler"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite(allowsMissing: true);
        int width = step.Input.Width;
        double[] scale = step.Doubles("scale_", width);
        double[] added = step.Doubles("min_", width);

        // Of the usual range, from 0 to 1.
        step.NoteFar([.. added.Zip(scale, static (number, factor) => number / factor)], Array.ConvertAll(scale, static factor => 1 / Math.Abs(factor)));
        SklearnTable scaled = ScaledColumns.Of(step, ("Mul", scale), ("Add", added));
        if (!step.Model.Flag("clip", false))
        {
            return SklearnAnswer.OfTable(scaled);
        }

        double[] range = [.. step.Model.Get("feature_range").AsList().Select(static end => end.AsDouble())];
        return range.Length == 2
            ? SklearnAnswer.OfTable(ScaledColumns.Clip(step.Graph, scaled, range[0], range[1]))
            : throw step.Unsupported("has a feature_range that is no range");
    }
}
