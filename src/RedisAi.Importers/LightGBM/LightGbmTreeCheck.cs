namespace RedisAi.Importers.LightGBM;

/// <summary>Holds what the text says of a tree to fit together.</summary>
internal static class LightGbmTreeCheck
{
    /// <summary>Checks numbers and ranges. That the nodes are a tree is seen where they are walked.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="features">How many features there are.</param>
    /// <exception cref="ModelLoadException">Something does not fit; the message says what, but not in which tree.</exception>
    public static void Check(LightGbmTree tree, int features)
    {
        if (tree.IsLinear)
        {
            throw new ModelLoadException("its leaves are linear models ('linear_tree'), which are not supported; train without.");
        }

        if (tree.Leaves is not >= 1)
        {
            throw new ModelLoadException($"'num_leaves' is {(tree.Leaves is { } leaves ? leaves : "missing")}, not at least 1.");
        }

        Count(tree.LeafValues.Count, tree.Leaves.Value, "leaf_value");
        Finite(tree.LeafValues);
        if (tree.InnerNodes == 0)
        {
            return;
        }

        Count(tree.Features.Count, tree.InnerNodes, "split_feature");
        Count(tree.Thresholds.Count, tree.InnerNodes, "threshold");
        Count(tree.Decisions.Count, tree.InnerNodes, "decision_type");
        Count(tree.LeftChildren.Count, tree.InnerNodes, "left_child");
        Count(tree.RightChildren.Count, tree.InnerNodes, "right_child");
        Range(tree.Features, features, "split_feature", "features");
        CheckSets(tree);
        for (int node = 0; node < tree.InnerNodes; node++)
        {
            CheckNode(tree, node);
        }
    }

    private static void CheckNode(LightGbmTree tree, int node)
    {
        LightGbmDecision decision = new(tree.Decisions[node]);
        double threshold = tree.Thresholds[node];
        if (!decision.IsKnown)
        {
            throw new ModelLoadException($"'decision_type' of node {node} is {decision.Bits}, not one that LightGBM writes.");
        }

        if (double.IsNaN(threshold))
        {
            throw new ModelLoadException($"'threshold' of node {node} is not a number.");
        }

        if (decision.IsMembership && !(threshold >= 0 && threshold < tree.Memberships))
        {
            throw new ModelLoadException($"'threshold' of node {node} is {threshold}, the set of {tree.Memberships} ('num_cat').");
        }
    }

    private static void CheckSets(LightGbmTree tree)
    {
        if (tree.Memberships == 0)
        {
            return;
        }

        Count(tree.SetBoundaries.Count, tree.Memberships + 1L, "cat_boundaries");
        int before = 0;
        foreach (int boundary in tree.SetBoundaries)
        {
            if (boundary < before || boundary > tree.SetWords.Count)
            {
                throw new ModelLoadException($"'cat_boundaries' has {boundary} after {before}, of {tree.SetWords.Count} words in 'cat_threshold'.");
            }

            before = boundary;
        }
    }

    private static void Count(int count, long expected, string field)
    {
        if (count != expected)
        {
            throw new ModelLoadException($"'{field}' has {count} numbers, not {expected}.");
        }
    }

    private static void Range(List<int> numbers, int end, string field, string what)
    {
        foreach (int number in numbers)
        {
            if ((uint)number >= (uint)end)
            {
                throw new ModelLoadException($"'{field}' has {number}, of {end} {what}.");
            }
        }
    }

    private static void Finite(List<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                throw new ModelLoadException($"'leaf_value' has {value}, which is no finite number.");
            }
        }
    }
}
