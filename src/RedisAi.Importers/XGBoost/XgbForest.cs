using RedisAi.Importers.Trees;

namespace RedisAi.Importers.XGBoost;

/// <summary>Makes an ensemble of trees as they are read.</summary>
/// <param name="model">What the file says besides.</param>
/// <param name="wanted">How many trees count; the others of the file are passed over.</param>
/// <param name="trees">Where they go.</param>
/// <param name="firstTarget">The target of the ensemble that is the first output.</param>
internal sealed class XgbForest(XgbModel model, int wanted, TreeEnsemble trees, int firstTarget)
{
    private readonly XgbTree _tree = new(model.Outputs > 1);
    private readonly XgbTreeBuilder _builder = new(model, trees);
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
        _builder.Build(_tree, output + firstTarget, weight);
    }
}
