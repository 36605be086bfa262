using RedisAi.Importers.Onnx;
using RedisAi.Importers.Reading;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Estimators that were fitted on some rows and columns each: the mean of what they give.</summary>
internal sealed class Bagging : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["BaggingClassifier", "BaggingRegressor"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.ExpectWidth();
        IReadOnlyList<SkopsValue> members = SklearnMembers.Of(step);
        IReadOnlyList<SkopsValue> features = step.Model.Get("estimators_features_").AsList();
        if (features.Count != members.Count)
        {
            throw step.Unsupported($"has {members.Count} estimators, and columns of {features.Count}");
        }

        ClassLabels? labels = step.Model.ClassName == "BaggingClassifier" ? ClassLabels.Of(step) : null;
        string[] values = new string[members.Count];
        List<SklearnValue> scores = [];
        List<string> logarithms = [];
        for (int i = 0; i < values.Length; i++)
        {
            SklearnTable input = step.Input.Select(step.Graph, Columns(step, features[i]));
            SklearnAnswer answer = step.Convert(members[i], input, SklearnMembers.Place(i));
            scores.AddRange(answer.Scores is { } own ? [own] : []);
            logarithms.AddRange(labels is not null && LogProbabilities.Of(step.Graph, answer) is { } logs ? [Logarithms(step, logs, members[i].AsObject(), labels.Count)] : []);
            values[i] = labels is null
                ? Predictions.Table(step.Graph, answer.Prediction ?? throw step.Unsupported($"has an estimator {i} that is no regressor"))
                : Shares(step, answer, members[i].AsObject(), labels.Count, i);
        }

        string mean = Mean(step, values);
        return labels is null
            ? Predictions.Of(step.Graph, mean, OnnxElementType.Double, 1)
            : labels.Answer(step.Graph, new SklearnValue(mean, OnnxElementType.Double, labels.Count), Scores(step, scores, values.Length)) with
            {
                // The logarithm of the mean where the estimators have none themselves.
                LogProbabilities = logarithms.Count == values.Length ? new SklearnValue(LogProbabilities.OfMean(step.Graph, logarithms), OnnxElementType.Double, labels.Count) : null,
            };
    }

    private static string Mean(SklearnStep step, string[] values) => SklearnMembers.Sum(step, values, [.. Enumerable.Repeat(1.0 / values.Length, values.Length)]);

    /// <summary>The mean of scores, where all have some, of the same classes.</summary>
    private static SklearnValue? Scores(SklearnStep step, List<SklearnValue> scores, int members) =>
        scores.Count == members && scores.TrueForAll(score => score.Columns == scores[0].Columns)
            ? new SklearnValue(Mean(step, [.. scores.Select(score => step.Graph.AsDoubles(score))]), OnnxElementType.Double, scores[0].Columns)
            : null;

    private static int[] Columns(SklearnStep step, SkopsValue features) => Array.ConvertAll(
        features.AsArray().ToInt64s(),
        column => column >= 0 && column < step.Input.Width ? (int)column : throw step.Unsupported($"has at {features.Place} the column {column} of {step.Input.Width}"));

    /// <summary>The logarithms of the shares of all classes; those that an estimator has not met are 0 to it.</summary>
    private static string Logarithms(SklearnStep step, SklearnValue logarithms, SkopsObject member, int classes)
    {
        OnnxGraph graph = step.Graph;
        string own = graph.AsDoubles(logarithms);
        if (logarithms.Columns == classes)
        {
            return own;
        }

        double[] positions = member.Doubles("classes_");
        string none = graph.Node("Expand", graph.Number(double.NegativeInfinity), graph.Node("Shape", graph.Column(own, 0)));
        return graph.Columns(graph.Join(own, none), [.. Enumerable.Range(0, classes).Select(position => (long)(Array.IndexOf(positions, position) is var at and >= 0 ? at : positions.Length))]);
    }

    /// <summary>The shares of all classes; an estimator may have met only some of them. It knows them by their positions.</summary>
    private static string Shares(SklearnStep step, SklearnAnswer answer, SkopsObject member, int classes, int estimator)
    {
        OnnxGraph graph = step.Graph;
        if (answer.Probabilities is { } odds)
        {
            if (odds.Columns == classes && member.Find("classes_") is null)
            {
                // A pipeline does not keep them itself.
                return graph.AsDoubles(odds);
            }

            NpyArray own = member.Array("classes_");
            double[] spread = new double[own.Count * classes];
            long[] positions = Array.ConvertAll(own.ToDoubles(), static position => (long)position);
            for (int i = 0; i < positions.Length; i++)
            {
                spread[(i * classes) + (positions[i] >= 0 && positions[i] < classes ? (int)positions[i] : throw Wrong())] = 1;
            }

            return odds.Columns == positions.Length ? graph.Times(graph.AsDoubles(odds), spread, positions.Length, classes) : throw Wrong();
        }

        string all = graph.Constant(OnnxTensor.Of([.. Enumerable.Range(0, classes).Select(static position => (long)position)], 1, classes));
        return answer.Label is { Type: OnnxElementType.Int64 } label
            ? graph.Cast(graph.Node("Equal", graph.Node("Unsqueeze", label.Name, graph.Wholes(1)), all), OnnxElementType.Double)
            : throw Wrong();

        ModelLoadException Wrong() => step.Unsupported($"has an estimator {estimator} that gives no labels by positions of {classes} classes");
    }
}
