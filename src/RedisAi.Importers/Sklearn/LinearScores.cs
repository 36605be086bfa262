using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>What linear classifiers share: a weighted sum for each class, or one for two classes.</summary>
/// <param name="Sums">[rows, classes] of doubles; [rows, 1] for two classes.</param>
/// <param name="IsBinary">Whether there is one sum for two classes.</param>
/// <param name="Classes">The labels.</param>
internal sealed record LinearScores(string Sums, bool IsBinary, ClassLabels Classes)
{
    /// <summary>Of sums, so much is much: a logistic function goes from one end to the other.</summary>
    private const double DistanceOfSums = 4;

    /// <summary>Adds the sums.</summary>
    /// <param name="step">The model.</param>
    /// <param name="classes">The labels.</param>
    public static LinearScores Of(SklearnStep step, ClassLabels classes)
    {
        step.RefuseNonFinite();
        LinearCoefficients linear = LinearCoefficients.Of(step);
        NoteFar(step, linear);
        bool isBinary = linear.Targets == 1;
        return classes.Count == (isBinary ? 2 : linear.Targets)
            ? new LinearScores(linear.AddTo(step), isBinary, classes)
            : throw step.Unsupported($"has {classes.Count} classes and {linear.Targets} sums");
    }

    /// <summary>The label, and the scores as <c>decision_function</c> gives them.</summary>
    public (SklearnValue Label, SklearnValue Scores) ToAnswer(OnnxGraph graph)
    {
        if (!IsBinary)
        {
            return (Classes.PickBest(graph, Sums), new SklearnValue(Sums, OnnxElementType.Double, Classes.Count));
        }

        string flat = graph.Node("Reshape", Sums, graph.Constant(OnnxTensor.Of([-1L], 1)));
        return (Classes.PickBySign(graph, flat, OnnxElementType.Double), new SklearnValue(flat, OnnxElementType.Double));
    }

    /// <summary>Probabilities of one class against all others, each by itself; of several classes they are made to add up to 1.</summary>
    public SklearnValue OneAgainstOthers(OnnxGraph graph)
    {
        if (IsBinary)
        {
            return BothOf(graph, graph.Node("Sigmoid", Sums));
        }

        string each = graph.Node("Sigmoid", Sums);
        string total = graph.Node("ReduceSum", each, graph.Constant(OnnxTensor.Of([1L], 1)));
        return new SklearnValue(graph.Node("Div", each, total), OnnxElementType.Double, Classes.Count);
    }

    /// <summary>Probabilities of all classes together.</summary>
    public SklearnValue Softmax(OnnxGraph graph) => new(graph.Softmax(AllSums(graph)), OnnxElementType.Double, Classes.Count);

    /// <summary>Their logarithms.</summary>
    public SklearnValue LogSoftmax(OnnxGraph graph) => LogProbabilities.OfSoftmax(graph, AllSums(graph), Classes.Count);

    /// <summary>The logarithms of <see cref="OneAgainstOthers"/>.</summary>
    public SklearnValue LogOneAgainstOthers(OnnxGraph graph) =>
        IsBinary ? LogProbabilities.OfBoth(graph, Sums) : LogProbabilities.OfEach(graph, Sums, Classes.Count);

    /// <summary>The probabilities of both classes, from those of the second [rows, 1].</summary>
    public SklearnValue BothOf(OnnxGraph graph, string second) => new(
        graph.Node("Concat", [graph.Node("Sub", graph.Constant(OnnxTensor.Scalar(1d)), second), second], OnnxAttribute.Of("axis", 1L)), OnnxElementType.Double, Classes.Count);

    /// <summary>A large constant is there to meet columns whose values lie far from 0, by as much as it is divided by their weights.</summary>
    private static void NoteFar(SklearnStep step, LinearCoefficients linear)
    {
        foreach ((int column, ColumnOrigin? origin) in step.Input.Origins.Index())
        {
            for (int target = 0; target < linear.Targets; target++)
            {
                double weight = Math.Abs(linear.Weights[(column * linear.Targets) + target]);
                step.Context.Far.NoteIfFar(origin, linear.Intercepts[target] / weight, DistanceOfSums / weight);
            }
        }
    }

    private string AllSums(OnnxGraph graph) => IsBinary ? graph.Join(graph.Node("Neg", Sums), Sums) : Sums;
}
