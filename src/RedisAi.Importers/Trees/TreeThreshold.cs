namespace RedisAi.Importers.Trees;

/// <summary>Thresholds as the inputs' type, so that every comparison of an input comes out as with the threshold that was read.</summary>
internal static class TreeThreshold
{
    /// <summary>The threshold for a rule where all nodes compare in one way.</summary>
    /// <param name="node">A branch.</param>
    /// <param name="orEqual">Whether nodes are written as <see cref="TreeRule.LessOrEqual"/>.</param>
    /// <param name="single">Whether inputs are float32.</param>
    public static double For(in TreeNode node, bool orEqual, bool single)
    {
        bool isOrEqual = node.Rule == TreeRule.LessOrEqual;
        double value = single ? Round(node.Value, up: !isOrEqual) : node.Value;
        if (isOrEqual || !orEqual)
        {
            return value;
        }

        // Nothing is below the lowest number, but something is at most as low; nothing is at most NaN.
        return double.IsNegativeInfinity(value) ? double.NaN : single ? MathF.BitDecrement((float)value) : Math.BitDecrement(value);
    }

    /// <summary>The next float32 that is not below, or not above, a number.</summary>
    private static float Round(double value, bool up)
    {
        float nearest = (float)value;
        return up
            ? nearest < value ? MathF.BitIncrement(nearest) : nearest
            : nearest > value ? MathF.BitDecrement(nearest) : nearest;
    }
}
