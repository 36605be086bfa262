using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Boosted trees over histograms, of classification.</summary>
internal sealed class HistGradientBoostingClassifier : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["HistGradientBoostingClassifier"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        string loss = step.Model.Text("loss", "log_loss");
        if (loss is not ("log_loss" or "auto" or "binary_crossentropy" or "categorical_crossentropy"))
        {
            throw step.Unsupported($"has the loss '{loss}', which is not supported");
        }

        ClassLabels labels = ClassLabels.Of(step);
        return BoostedScores.Answer(step.Graph, labels, HistTrees.Raw(step, labels.Count == 2 ? 1 : labels.Count)) with { LacksLogProbabilities = true };
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context) => HistCategories.Claim(model, columns);
}
