using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Classifiers that vote with weights: with their labels (hard), or with their probabilities (soft).</summary>
/// <remarks>The classifiers within know the classes by their positions.</remarks>
internal sealed class VotingClassifier : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["VotingClassifier"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        OnnxGraph graph = step.Graph;
        ClassLabels labels = ClassLabels.Of(step);
        IReadOnlyList<SkopsValue> members = SklearnMembers.Of(step);
        double[] weights = SklearnMembers.Weights(step, members.Count);
        bool isSoft = step.Model.Text("voting", "hard") == "soft";
        string positions = graph.Constant(OnnxTensor.Of([.. Enumerable.Range(0, labels.Count).Select(static position => (long)position)], 1, labels.Count));
        string sum = SklearnMembers.Sum(step, [.. members.Select(Vote)], weights);
        return isSoft
            ? labels.Answer(graph, new SklearnValue(sum, OnnxElementType.Double, labels.Count)) with { LacksLogProbabilities = true }
            : new SklearnAnswer { Label = labels.PickBest(graph, sum) };

        string Vote(SkopsValue member, int i)
        {
            SklearnAnswer answer = step.Convert(member, step.Input, SklearnMembers.Place(i));
            if (isSoft && answer.Probabilities is { } odds && odds.Columns == labels.Count)
            {
                return graph.AsDoubles(odds);
            }

            return !isSoft && answer.Label is { Type: OnnxElementType.Int64 } label
                ? graph.Cast(graph.Node("Equal", graph.Node("Unsqueeze", label.Name, graph.Wholes(1)), positions), OnnxElementType.Double)
                : throw step.Unsupported($"has an estimator {i} that gives no {(isSoft ? "probabilities" : "labels")} of the {labels.Count} classes");
        }
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context) => SklearnMembers.Claim(model, columns, context);
}
