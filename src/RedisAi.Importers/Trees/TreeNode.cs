using System.Runtime.InteropServices;

namespace RedisAi.Importers.Trees;

/// <summary>A node of a tree. Packed, since there may be millions.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct TreeNode
{
    /// <summary>What a branch compares; negative for a leaf.</summary>
    public int Feature;

    /// <summary>The threshold, or what the leaf adds.</summary>
    public double Value;

    /// <summary>A child; the target of a leaf.</summary>
    public int WhenTrue;

    /// <summary>A child.</summary>
    public int WhenFalse;

    /// <summary>How a branch compares.</summary>
    public TreeRule Rule;

    /// <summary>Whether NaN takes the true branch.</summary>
    public bool MissingGoesTrue;

    public readonly bool IsLeaf => Feature < 0;
}
