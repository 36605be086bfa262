namespace RedisAi.Importers.Sklearn;

/// <summary>Linear discriminant analysis.</summary>
internal sealed class DiscriminantAnalysis : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["LinearDiscriminantAnalysis"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        LinearScores scores = LinearScores.Of(step, ClassLabels.Of(step));
        (SklearnValue label, SklearnValue decision) = scores.ToAnswer(step.Graph);
        return new SklearnAnswer
        {
            Label = label,
            Scores = decision,
            Probabilities = scores.IsBinary ? scores.OneAgainstOthers(step.Graph) : scores.Softmax(step.Graph),
        };
    }
}
