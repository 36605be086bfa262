using RedisAi.Importers.Trees;

namespace RedisAi.Importers.XGBoost;

/// <summary>Makes an ensemble of trees as they are read.</summary>
/// <remarks>
/// What trees are added to, the margin, goes into the leaves of each output's first tree: that costs nothing at run, and sums are the same as XGBoost's to the
/// last bit, since it begins with the margin, too.
/// </remarks>
/// <param name="model">What the file says besides.</param>
/// <param name="wanted">How many trees count; the others of the file are passed over.</param>
/// <param name="trees">Where they go.</param>
/// <param name="margins">What the trees of each output are added to.</param>
/// <param name="firstTarget">The target of the ensemble that is the first output.</param>
internal sealed class XgbForest(XgbModel model, int wanted, TreeEnsemble trees, float[] margins, int firstTarget)
{
    private readonly XgbTree _tree = new(model.Outputs > 1);
    private readonly XgbTreeBuilder _builder = new(model, trees);
    private readonly bool[] _hasTree = new bool[margins.Length];
    private readonly float[] _none = new float[margins.Length];
    private int _read;

    /// <summary>How many trees count; the others of the file are passed over.</summary>
    public int Wanted => wanted;

    /// <summary>Reads the next tree.</summary>
    /// <exception cref="ModelLoadException">It is damaged.</exception>
    public void Read(XgbReader reader)
    {
        int number = _read++;
        _tree.Read(reader, number);
        if (_tree.Features > model.Features)
        {
            throw new ModelLoadException($"Tree {number} has {_tree.Features} features of {model.Features}.");
        }

        int output = _tree.LeafValues > 1 ? 0
            : number < model.TreeOutputs.Length ? model.TreeOutputs[number]
            : model.TreeOutputs.Length == 0 && model.Outputs == 1 ? 0
            : throw new ModelLoadException($"tree_info has no output for tree {number}.");
        if (_tree.LeafValues > 1 && _tree.LeafValues != model.Outputs)
        {
            throw new ModelLoadException($"The leaves of tree {number} have {_tree.LeafValues} values for {model.Outputs} outputs.");
        }

        float weight = number < model.TreeWeights.Length ? model.TreeWeights[number] : 1;
        _builder.Build(_tree, output + firstTarget, weight, Take(output, _tree.LeafValues));
    }

    /// <summary>Adds the margins of outputs that have no tree.</summary>
    public void Finish()
    {
        for (int output = 0; output < margins.Length; output++)
        {
            if (!_hasTree[output])
            {
                trees.BeginTree();
                trees.Leaf(output + firstTarget, margins[output]);
            }
        }
    }

    /// <summary>The margins of some outputs, the first time.</summary>
    private ReadOnlySpan<float> Take(int output, int count)
    {
        Span<bool> taken = _hasTree.AsSpan(output, count);
        if (!taken.Contains(true))
        {
            taken.Fill(true);
            return margins.AsSpan(output, count);
        }

        return taken.Contains(false) ? throw new ModelLoadException($"Tree {_read - 1} has leaves of several values, and other trees have not.") : _none.AsSpan(output, count);
    }
}
