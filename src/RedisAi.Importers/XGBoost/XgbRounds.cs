using System.Globalization;

namespace RedisAi.Importers.XGBoost;

/// <summary>Which trees a prediction uses.</summary>
internal static class XgbRounds
{
    private const string BestIteration = "best_iteration";

    /// <summary>How many trees count: all for a Booster, those up to the best round for scikit-learn's wrappers after they stopped early.</summary>
    /// <exception cref="ModelLoadException">The best round is no number.</exception>
    public static int TreesThatCount(XgbModel model, XgbKind kind)
    {
        if (kind == XgbKind.Booster || !model.Attributes.TryGetValue(BestIteration, out string? text))
        {
            return model.Trees;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int best))
        {
            throw new ModelLoadException($"The attribute {BestIteration} is '{text}', which is no round.");
        }

        long rounds = best + 1L;
        if (model.Rounds.Length > 0)
        {
            int trees = rounds < model.Rounds.Length ? model.Rounds[rounds] : model.Trees;
            return trees >= 0 ? Math.Min(trees, model.Trees) : throw new ModelLoadException($"iteration_indptr has {trees} trees.");
        }

        return (int)Math.Min(model.Trees, rounds * model.Outputs * model.ParallelTrees);
    }
}
