using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Support vector classification: a decision for each pair of classes, which vote.</summary>
internal sealed class SupportVectorClassifier : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["SVC", "NuSVC"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        OnnxGraph graph = step.Graph;
        ClassLabels labels = ClassLabels.Of(step);
        ClassPairs pairs = new(labels.Count);
        string decisions = PairDecisions.AddTo(step, pairs);
        SklearnValue? probabilities = step.Model.Find("_probA") is { } slopes && slopes.AsArray().Count > 0
            ? new SklearnValue(PairProbabilities.AddTo(step, pairs, decisions), OnnxElementType.Double, labels.Count)
            : null;
        if (labels.Count == 2)
        {
            // libsvm's decision is for the first class, scikit-learn's for the second.
            string scores = graph.Flat(graph.Node("Neg", decisions));
            string isSecond = graph.Node("GreaterOrEqual", scores, graph.Number(0));
            return new SklearnAnswer
            {
                Label = labels.Pick(graph, graph.Cast(isSecond, OnnxElementType.Int64)),
                Probabilities = probabilities,
                Scores = new SklearnValue(scores, OnnxElementType.Double),
            };
        }

        bool isOneVersusRest = step.Model.Text("decision_function_shape", "ovr") == "ovr";
        string votes = pairs.Votes(graph, decisions);
        string shaped = isOneVersusRest ? pairs.OneVersusRest(graph, votes, decisions) : decisions;
        bool breaksTies = step.Model.Flag("break_ties", false);
        return new SklearnAnswer
        {
            Label = labels.PickBest(graph, breaksTies && isOneVersusRest ? shaped : votes),
            Probabilities = probabilities,
            Scores = new SklearnValue(shaped, OnnxElementType.Double, isOneVersusRest ? labels.Count : pairs.Count),
        };
    }
}
