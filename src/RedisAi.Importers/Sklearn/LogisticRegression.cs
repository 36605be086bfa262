namespace RedisAi.Importers.Sklearn;

/// <summary>Logistic regression, of all classes together or of each against the others.</summary>
internal sealed class LogisticRegression : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["LogisticRegression", "LogisticRegressionCV"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        LinearScores scores = LinearScores.Of(step, ClassLabels.Of(step));
        (SklearnValue label, SklearnValue decision) = scores.ToAnswer(step.Graph);

        // Versions from 1.8 have no multi_class any more; before, several words stood for what it is then.
        bool against = step.Model.Text("multi_class", "auto") switch
        {
            "ovr" or "warn" => true,
            "multinomial" => false,
            _ => scores.IsBinary || step.Model.Text("solver", "lbfgs") == "liblinear",
        };
        return new SklearnAnswer
        {
            Label = label,
            Scores = decision,
            Probabilities = against ? scores.OneAgainstOthers(step.Graph) : scores.Softmax(step.Graph),
            LogProbabilities = against ? scores.LogOneAgainstOthers(step.Graph) : scores.LogSoftmax(step.Graph),
        };
    }
}
