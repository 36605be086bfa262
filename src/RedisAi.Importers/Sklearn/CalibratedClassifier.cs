using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Classifiers whose scores are mapped to probabilities, each class by a curve of its own; the mean of a few such.</summary>
internal sealed class CalibratedClassifier : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["CalibratedClassifierCV"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        ClassLabels labels = ClassLabels.Of(step);
        IReadOnlyList<SkopsValue> members = step.Model.Get("calibrated_classifiers_").AsList();
        if (members.Count == 0 || labels.Count < 2)
        {
            throw step.Unsupported($"has {members.Count} calibrated classifiers and {labels.Count} classes");
        }

        string[] shares = [.. members.Select((member, i) => Shares(step, member.AsObject(), labels.Count, i))];
        string mean = SklearnMembers.Sum(step, shares, [.. Enumerable.Repeat(1.0 / shares.Length, shares.Length)]);
        return labels.Answer(step.Graph, new SklearnValue(mean, OnnxElementType.Double, labels.Count)) with { LacksLogProbabilities = true };
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context)
    {
        IReadOnlyList<SkopsValue> members = model.Get("calibrated_classifiers_").AsList();
        for (int i = 0; i < members.Count; i++)
        {
            context.Within(Place(i)).Claim(Estimator(members[i].AsObject()), columns);
        }
    }

    private static string Place(int member) => $"calibrated classifier {member}";

    private static SkopsValue Estimator(SkopsObject member) => member.FindAny("estimator", "base_estimator") ?? member.Get("estimator");

    private static string Shares(SklearnStep step, SkopsObject member, int classes, int number)
    {
        OnnxGraph graph = step.Graph;
        SklearnAnswer answer = step.Convert(Estimator(member), step.Input, Place(number));
        string scores = answer switch
        {
            { Scores: { } own } when (own.Columns ?? 2) == classes => Predictions.Table(graph, own),
            { Scores: null, Probabilities: { } odds } when odds.Columns == classes => classes == 2 ? graph.Column(graph.AsDoubles(odds), 1) : graph.AsDoubles(odds),
            _ => throw step.Unsupported($"has a classifier {number} that gives no scores of {classes} classes"),
        };
        IReadOnlyList<SkopsValue> curves = (member.FindAny("calibrators", "calibrators_") ?? member.Get("calibrators")).AsList();
        int columns = classes == 2 ? 1 : classes;
        if (curves.Count != columns)
        {
            throw step.Unsupported($"has at {member.Place} {curves.Count} curves; {columns} were expected");
        }

        string[] mapped = [.. curves.Select((curve, i) => Map(step, curve.AsObject(), graph.Column(scores, i)))];
        if (classes == 2)
        {
            return graph.WithComplement(mapped[0]);
        }

        string all = graph.Join(mapped);
        string sum = graph.Sum(all);
        return graph.Node("Where", graph.Node("Equal", sum, graph.Number(0)), graph.Number(1.0 / classes), graph.Node("Div", all, sum));
    }

    private static string Map(SklearnStep step, SkopsObject curve, string scores)
    {
        OnnxGraph graph = step.Graph;
        switch (curve.ClassName)
        {
            case "_SigmoidCalibration":
                string linear = graph.Node("Add", graph.Node("Mul", scores, graph.Number(-curve.Number("a_"))), graph.Number(-curve.Number("b_")));
                return graph.Node("Sigmoid", linear);
            case "IsotonicRegression":
                return Steps(step, curve, scores);
            default:
                throw step.Unsupported($"has a calibration of the class {curve.Class}, which is not supported");
        }
    }

    /// <summary>Straight lines between points; before the first and after the last it is flat.</summary>
    private static string Steps(SklearnStep step, SkopsObject curve, string scores)
    {
        OnnxGraph graph = step.Graph;
        double[] x = curve.Doubles("X_thresholds_");
        double[] y = curve.Doubles("y_thresholds_");
        if (x.Length == 0 || x.Length != y.Length || x.Zip(x.Skip(1)).Any(static pair => !(pair.First < pair.Second)))
        {
            throw step.Unsupported($"has at {curve.Place} {x.Length} and {y.Length} points, or points that do not rise");
        }

        int lines = x.Length - 1;
        if (lines == 0)
        {
            return graph.Node("Add", graph.Node("Mul", scores, graph.Number(0)), graph.Number(y[0]));
        }

        // How much of each line lies before the score, times its slope.
        double[] lengths = [.. Enumerable.Range(0, lines).Select(i => x[i + 1] - x[i])];
        double[] slopes = [.. Enumerable.Range(0, lines).Select(i => (y[i + 1] - y[i]) / lengths[i])];
        string beyond = graph.Node("Sub", scores, graph.Constant(OnnxTensor.Of(x[..lines], 1, lines)));
        string passed = graph.Node("Min", graph.Node("Max", beyond, graph.Number(0)), graph.Constant(OnnxTensor.Of(lengths, 1, lines)));
        return graph.Plus(graph.Times(passed, slopes, lines, 1), y[0]);
    }
}
