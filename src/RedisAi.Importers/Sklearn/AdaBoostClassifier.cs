using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.Sklearn;

/// <summary>Classifiers that vote with weights. SAMME counts the class that each predicts, SAMME.R (until 1.5) the logarithms of its probabilities.</summary>
internal sealed class AdaBoostClassifier : ISklearnClass
{
    /// <summary>The least probability whose logarithm is taken: the step of float64 at 1.</summary>
    private const double Epsilon = 2.220446049250313e-16;

    public IReadOnlyList<string> Names { get; } = ["AdaBoostClassifier"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        ClassLabels labels = ClassLabels.Of(step);
        IReadOnlyList<SkopsValue> estimators = step.Model.Get("estimators_").AsList();
        double[] weights = step.Model.Doubles("estimator_weights_");
        if (estimators.Count == 0 || weights.Length < estimators.Count || labels.Count < 2)
        {
            throw step.Unsupported($"has {estimators.Count} estimators, {weights.Length} weights and {labels.Count} classes");
        }

        // SAMME.R does not say that it is there in versions that know nothing else.
        bool isReal = step.Model.Text("algorithm", step.Model.IsAtLeast(1, 6) ? "SAMME" : "SAMME.R") == "SAMME.R";
        double total = weights.Sum();
        string sums = estimators.All(static estimator => estimator is SkopsObject { ClassName: "DecisionTreeClassifier" or "ExtraTreeClassifier" })
            ? OfTrees(step, estimators, weights, labels.Count, isReal, total)
            : OfOthers(step, estimators, weights, labels.Count, isReal, total);
        return Answer(step.Graph, labels, sums);
    }

    private static SklearnAnswer Answer(OnnxGraph graph, ClassLabels labels, string sums)
    {
        if (labels.Count > 2)
        {
            string scaled = graph.Node("Div", sums, graph.Number(labels.Count - 1));
            return new SklearnAnswer
            {
                Label = labels.PickBest(graph, sums),
                Probabilities = new SklearnValue(graph.Softmax(scaled), OnnxElementType.Double, labels.Count),
                Scores = new SklearnValue(sums, OnnxElementType.Double, labels.Count),
            };
        }

        string difference = graph.Node("Sub", graph.Column(sums, 1), graph.Column(sums, 0));
        string both = graph.Join(graph.Node("Sigmoid", graph.Node("Neg", difference)), graph.Node("Sigmoid", difference));
        string flat = graph.Flat(difference);
        return new SklearnAnswer
        {
            Label = labels.PickBySign(graph, flat, OnnxElementType.Double),
            Probabilities = new SklearnValue(both, OnnxElementType.Double, 2),
            Scores = new SklearnValue(flat, OnnxElementType.Double),
        };
    }

    /// <summary>Of trees each leaf has its vote, so that they become one ensemble.</summary>
    private static string OfTrees(SklearnStep step, IReadOnlyList<SkopsValue> estimators, double[] weights, int classes, bool isReal, double total)
    {
        TreeEnsemble ensemble = new(classes);
        double missed = MissedVote(step, classes);
        for (int i = 0; i < estimators.Count; i++)
        {
            double weight = weights[i];
            FittedTree tree = FittedTree.Of(estimators[i].AsObject());
            if (tree.Outputs != 1 || tree.Width != classes)
            {
                throw step.Unsupported($"has at {estimators[i].Place} a tree of {tree.Width} classes; {classes} were expected");
            }

            tree.AddTo(ensemble, node => isReal ? RealVote(tree.Shares(node), total) : Vote(tree.Shares(node), weight, missed, total), step.Input.Width);
        }

        return step.Graph.Cast(ensemble.AddTo(step.Graph, step.Singles(), TreeSum.Double, []), OnnxElementType.Double);
    }

    private static string OfOthers(SklearnStep step, IReadOnlyList<SkopsValue> estimators, double[] weights, int classes, bool isReal, double total)
    {
        OnnxGraph graph = step.Graph;
        double missed = MissedVote(step, classes);
        string[] votes = new string[estimators.Count];
        for (int i = 0; i < votes.Length; i++)
        {
            SklearnAnswer answer = step.Convert(estimators[i], step.Input, SklearnMembers.Place(i));
            votes[i] = isReal
                ? RealVote(graph, answer.Probabilities is { } odds && odds.Columns == classes ? graph.AsDoubles(odds) : throw NoClassifier(step, i), classes, total)
                : Vote(graph, ClassAnswers.Marks(graph, answer.Label ?? throw NoClassifier(step, i), estimators[i].AsObject().Get("classes_")), weights[i], missed, total);
        }

        return votes.Length == 1 ? votes[0] : graph.Node("Sum", votes);
    }

    /// <summary>What a class gets that was not predicted, as a part of the weight. Until 1.2 nothing.</summary>
    private static double MissedVote(SklearnStep step, int classes) => step.Model.IsAtLeast(1, 3) ? -1.0 / (classes - 1) : 0;

    private static double[] Vote(double[] shares, double weight, double missed, double total)
    {
        int predicted = Array.IndexOf(shares, shares.Max());
        return [.. shares.Select((_, at) => (at == predicted ? 1 : missed) * weight / total)];
    }

    private static string Vote(OnnxGraph graph, string marks, double weight, double missed, double total)
    {
        string scaled = graph.Node("Mul", marks, graph.Number((1 - missed) * weight / total));
        return graph.Node("Add", scaled, graph.Number(missed * weight / total));
    }

    private static double[] RealVote(double[] shares, double total)
    {
        double[] logs = Array.ConvertAll(shares, static share => Math.Log(Math.Max(share, Epsilon)));
        double mean = logs.Average();
        return Array.ConvertAll(logs, log => (logs.Length - 1) * (log - mean) / total);
    }

    private static string RealVote(OnnxGraph graph, string shares, int classes, double total)
    {
        string logs = graph.Node("Log", graph.Node("Max", shares, graph.Number(Epsilon)));
        string centred = graph.Node("Sub", logs, graph.Node("ReduceMean", logs, graph.Wholes(1)));
        return graph.Node("Mul", centred, graph.Number((classes - 1) / total));
    }

    private static ModelLoadException NoClassifier(SklearnStep step, int estimator) =>
        step.Unsupported($"has an estimator {estimator} that gives no labels or no probabilities");
}
