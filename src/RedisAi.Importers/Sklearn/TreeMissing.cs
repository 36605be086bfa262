using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Whether trees take missing values: the library asks how they were fitted, not whether any were missing then.</summary>
internal static class TreeMissing
{
    /// <summary>Whether a tree takes NaN.</summary>
    public static bool AreAllowedBy(SkopsObject tree)
    {
        // Trees learnt it in 1.3, those that split at random in 1.6, and with absolute errors in 1.8.
        bool isRandom = tree.Text("splitter", "best") == "random";
        string criterion = tree.Text("criterion", "");
        bool isKnown = criterion is "gini" or "log_loss" or "entropy" or "squared_error" or "friedman_mse" or "poisson" || (criterion == "absolute_error" && tree.IsAtLeast(1, 8));
        return isKnown && tree.IsAtLeast(1, isRandom ? 6 : 3) && tree.Find("monotonic_cst") is null;
    }

    /// <summary>Whether a forest takes NaN.</summary>
    public static bool AreAllowedByForest(SkopsObject forest, SkopsObject tree) => forest.IsAtLeast(1, 4) && AreAllowedBy(tree);
}
