namespace RedisAi.Importers.Trees;

/// <summary>A node of a tree.</summary>
/// <param name="Feature">What a branch compares; negative for a leaf.</param>
/// <param name="Value">The threshold, or what the leaf adds.</param>
/// <param name="WhenTrue">A child; the target of a leaf.</param>
/// <param name="WhenFalse">A child.</param>
/// <param name="Rule">How a branch compares.</param>
/// <param name="MissingGoesTrue">Whether NaN takes the true branch.</param>
internal readonly record struct TreeNode(int Feature, double Value, int WhenTrue, int WhenFalse, TreeRule Rule, bool MissingGoesTrue)
{
    public bool IsLeaf => Feature < 0;
}
