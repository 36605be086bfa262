using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Linear classifiers fitted by stochastic gradient descent; two of the losses give probabilities.</summary>
internal sealed class SgdClassifier : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["SGDClassifier"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        LinearScores scores = LinearScores.Of(step, ClassLabels.Of(step));
        (SklearnValue label, SklearnValue decision) = scores.ToAnswer(step.Graph);
        return step.Model.Text("loss", "hinge") switch
        {
            "log_loss" or "log" => new SklearnAnswer
            {
                Label = label,
                Scores = decision,
                Probabilities = scores.OneAgainstOthers(step.Graph),
                LogProbabilities = scores.LogOneAgainstOthers(step.Graph),
            },
            "modified_huber" => new SklearnAnswer { Label = label, Scores = decision, Probabilities = ModifiedHuber(step.Graph, scores) },
            _ => new SklearnAnswer { Label = label, Scores = decision },
        };
    }

    /// <summary>The score, cut off at -1 and 1, as a share; of several classes, all are equal where no score is above -1.</summary>
    private static SklearnValue ModifiedHuber(OnnxGraph graph, LinearScores scores)
    {
        string one = graph.Constant(OnnxTensor.Scalar(1d));
        string cut = graph.Node("Clip", scores.Sums, graph.Constant(OnnxTensor.Scalar(-1d)), one);
        string share = graph.Node("Div", graph.Node("Add", cut, one), graph.Constant(OnnxTensor.Scalar(2d)));
        if (scores.IsBinary)
        {
            return scores.BothOf(graph, share);
        }

        string total = graph.Node("ReduceSum", share, graph.Constant(OnnxTensor.Of([1L], 1)));
        string none = graph.Node("Equal", total, graph.Constant(OnnxTensor.Scalar(0d)));
        string shares = graph.Node("Where", none, one, share);
        string totals = graph.Node("Where", none, graph.Constant(OnnxTensor.Scalar((double)scores.Classes.Count)), total);
        return new SklearnValue(graph.Node("Div", shares, totals), OnnxElementType.Double, scores.Classes.Count);
    }
}
