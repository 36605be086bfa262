using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>What only stands around another model: the best that a search found, or one that is not to be fitted again.</summary>
internal sealed class ChosenModel : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV", "FrozenEstimator"];

    public SklearnAnswer Convert(SklearnStep step) => step.Context.Convert(Inner(step.Model), step.Input);

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context) => context.Claim(Inner(model), columns);

    private static SkopsValue Inner(SkopsObject model) => model.Get(model.ClassName == "FrozenEstimator" ? "estimator" : "best_estimator_");
}
