namespace RedisAi.Importers.Tests.XGBoost;

/// <summary>A tree of chance, in the arrays that a file has of it.</summary>
internal sealed class GeneratedTree
{
    public List<int> Left { get; } = [];

    public List<int> Right { get; } = [];

    public List<int> Features { get; } = [];

    public List<float> Conditions { get; } = [];

    public List<bool> DefaultLeft { get; } = [];

    public List<bool> IsCategorical { get; } = [];

    public SortedDictionary<int, int[]> Categories { get; } = [];

    /// <summary>The values of a leaf that has one for each output.</summary>
    public Dictionary<int, float[]> Vectors { get; } = [];

    public int Output { get; init; }

    public float Weight { get; init; } = 1;

    /// <summary>Splits leaves by chance, and cuts some off again, as pruning does.</summary>
    public static GeneratedTree Grow(Random random, GeneratedModel model, int output, float weight)
    {
        GeneratedTree tree = new() { Output = output, Weight = weight };
        tree.AddLeaf(random, model);
        List<int> leaves = [0];
        for (int splits = random.Next(0, 14); splits > 0; splits--)
        {
            int place = random.Next(leaves.Count);
            int node = leaves[place];
            int left = tree.AddLeaf(random, model);
            tree.Split(random, model, node, left, tree.AddLeaf(random, model));
            leaves[place] = left;
            leaves.Add(left + 1);
        }

        int[] parents = [.. Enumerable.Range(0, tree.Left.Count).Where(node => tree.Left[node] >= 0)];
        if (parents.Length > 3 && random.Next(3) == 0)
        {
            int cut = parents[^1];
            (tree.Left[cut], tree.Right[cut], tree.Conditions[cut], tree.IsCategorical[cut]) = (-1, -1, Value(random), false);
            tree.Categories.Remove(cut);
        }

        return tree;
    }

    /// <summary>The leaf that a row comes to, by XGBoost's rules as they are written.</summary>
    public int LeafOf(ReadOnlySpan<float> row)
    {
        int node = 0;
        while (Left[node] != -1)
        {
            float value = row[Features[node]];
            bool left = float.IsNaN(value) ? DefaultLeft[node]
                : IsCategorical[node] ? value < 0 || value >= 16_777_216 || !Categories[node].Contains((int)value)
                : value < Conditions[node];
            node = left ? Left[node] : Right[node];
        }

        return node;
    }

    private static float Value(Random random) => (random.NextSingle() * 2) - 1;

    private int AddLeaf(Random random, GeneratedModel model)
    {
        Left.Add(-1);
        Right.Add(-1);
        Features.Add(0);
        Conditions.Add(Value(random));
        DefaultLeft.Add(false);
        IsCategorical.Add(false);
        if (model.HasVectors)
        {
            Vectors[Left.Count - 1] = [.. Enumerable.Range(0, model.Outputs).Select(_ => Value(random))];
        }

        return Left.Count - 1;
    }

    private void Split(Random random, GeneratedModel model, int node, int left, int right)
    {
        int feature = random.Next(model.Features);
        (Left[node], Right[node], Features[node], DefaultLeft[node]) = (left, right, feature, random.Next(2) == 0);
        if (feature >= model.Categorical)
        {
            // Few thresholds, so that rows meet them.
            Conditions[node] = random.Next(12) switch { 0 => float.PositiveInfinity, 1 => 0, var step => (step - 6) / 3f };
            return;
        }

        IsCategorical[node] = true;
        Conditions[node] = float.NaN;
        Categories[node] = random.Next(4) == 0 ? [random.Next(40)] : [.. Enumerable.Range(0, random.Next(1, 40)).Where(_ => random.Next(2) == 0)];
    }
}
