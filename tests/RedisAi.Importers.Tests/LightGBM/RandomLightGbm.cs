using System.Globalization;
using System.Text;

namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>Makes texts of models by chance, with all that LightGBM's trees may have. The same seed makes the same text.</summary>
internal sealed class RandomLightGbm(int seed)
{
    /// <summary>Thresholds that stand for something, besides those by chance; the first two are what LightGBM puts on either side of zero.</summary>
    private static readonly double[] s_thresholds = [1.0000000180025095e-35, -1.0000000180025095e-35, 0, -0.0, 1, -1, 0.5, 5e-36, -5e-36, 3e-35, 1e300, -1e300, 16777217, 0.1, 0.30000001192092896];

    private readonly Random _random = new(seed);

    public string Objective { get; init; } = "regression";

    public int Targets { get; init; } = 1;

    public int Rounds { get; init; } = 3;

    public int Features { get; init; } = 6;

    /// <summary>How many of the last features are categories.</summary>
    public int Categorical { get; init; } = 2;

    public int MaxLeaves { get; init; } = 16;

    public double LeafScale { get; init; } = 1;

    public bool Averages { get; init; }

    /// <summary>Decides what counts as missing for a feature: 0 nothing, 1 zeros, 2 NaN, 3 by chance at each node.</summary>
    public int Missing { get; init; } = 3;

    public string Text()
    {
        StringBuilder trees = new();
        List<int> sizes = [];
        for (int tree = 0; tree < Rounds * Targets; tree++)
        {
            string text = Tree(tree);
            sizes.Add(text.Length);
            trees.Append(text);
        }

        string objective = Objective.Length > 0 ? $"objective={Objective}\n" : "";
        string averages = Averages ? "average_output\n" : "";
        string names = string.Join(' ', Enumerable.Range(0, Features).Select(static feature => $"f{feature}"));
        string infos = string.Join(' ', Enumerable.Repeat("[-1:1]", Features));
        return $"tree\nversion=v4\nnum_class={Targets}\nnum_tree_per_iteration={Targets}\nlabel_index=0\nmax_feature_idx={Features - 1}\n{objective}{averages}feature_names={names}\n"
            + $"feature_infos={infos}\ntree_sizes={string.Join(' ', sizes)}\n\n{trees}end of trees\n\nfeature_importances:\nf0=3\n\nparameters:\n[boosting: gbdt]\nend of parameters\n\npandas_categorical:null\n";
    }

    /// <summary>Rows of values that are likely to be decided wrongly.</summary>
    /// <param name="model">The model that will see them.</param>
    /// <param name="rows">How many.</param>
    public float[] Table(LightGbmEvaluator model, int rows)
    {
        float[] thresholds = [.. model.Thresholds.Select(static threshold => (float)threshold)];
        float[] special =
        [
            float.NaN, 0, -0f, 1e-35f, -1e-35f, MathF.BitIncrement(1e-35f), MathF.BitDecrement(-1e-35f), 9e-36f, -9e-36f, float.Epsilon, -float.Epsilon,
            float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, -0.5f, -0.99999994f, -1, -3, 2.75f, 31.999998f, 1000, 3e9f, -3e9f, 1e20f, 16777216, 2147483648f,
        ];
        float[] table = new float[rows * Features];
        for (int i = 0; i < table.Length; i++)
        {
            float near = thresholds.Length > 0 ? thresholds[_random.Next(thresholds.Length)] : 0;
            table[i] = _random.Next(6) switch
            {
                0 => special[_random.Next(special.Length)],
                1 => near,
                2 => MathF.BitIncrement(near),
                3 => MathF.BitDecrement(near),
                4 => _random.Next(-2, 80),
                _ => (float)Gauss(),
            };
        }

        return table;
    }

    private string Tree(int number)
    {
        int leaves = _random.Next(8) == 0 ? 1 : _random.Next(2, MaxLeaves + 1);
        List<int> left = [];
        List<int> right = [];
        Grow(leaves, left, right);
        List<int> features = [];
        List<int> decisions = [];
        List<double> thresholds = [];
        List<int> boundaries = [0];
        List<uint> words = [];
        for (int node = 0; node < leaves - 1; node++)
        {
            int feature = _random.Next(Features);
            features.Add(feature);
            int missing = Missing < 3 ? Missing : _random.Next(3);
            bool isCategory = feature >= Features - Categorical;
            decisions.Add((isCategory ? 1 : 0) | (_random.Next(2) * 2) | (missing * 4));
            thresholds.Add(isCategory ? boundaries.Count - 1 : Threshold());
            if (isCategory)
            {
                words.AddRange(Enumerable.Range(0, _random.Next(1, 4)).Select(_ => (uint)_random.NextInt64(1L << 32) & (uint)_random.NextInt64(1L << 32)));
                boundaries.Add(words.Count);
            }
        }

        string sets = boundaries.Count > 1 ? $"cat_boundaries={Join(boundaries)}\ncat_threshold={Join(words)}\n" : "";
        return $"Tree={number}\nnum_leaves={leaves}\nnum_cat={boundaries.Count - 1}\nsplit_feature={Join(features)}\nsplit_gain={Join(left)}\nthreshold={Join(thresholds)}\ndecision_type={Join(decisions)}\n"
            + $"left_child={Join(left)}\nright_child={Join(right)}\nleaf_value={Join(Enumerable.Range(0, leaves).Select(_ => Gauss() * LeafScale))}\nleaf_weight=\nleaf_count=\ninternal_value=\ninternal_weight=\ninternal_count=\n"
            + $"{sets}is_linear=0\nshrinkage=0.1\n\n\n";
    }

    /// <summary>Splits leaves by chance; the new node takes the leaf's place, whose number its left child keeps.</summary>
    private void Grow(int leaves, List<int> left, List<int> right)
    {
        for (int node = 0; node < leaves - 1; node++)
        {
            int leaf = _random.Next(node + 1);
            Replace(left, ~leaf, node);
            Replace(right, ~leaf, node);
            left.Add(~leaf);
            right.Add(~(node + 1));
        }
    }

    private static void Replace(List<int> children, int leaf, int node)
    {
        int place = children.IndexOf(leaf);
        if (place >= 0)
        {
            children[place] = node;
        }
    }

    private double Threshold() => _random.Next(3) switch
    {
        0 => s_thresholds[_random.Next(s_thresholds.Length)],
        1 => (float)Gauss(),
        _ => Gauss(),
    };

    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static string Join(IEnumerable<double> numbers) => string.Join(' ', numbers.Select(static number => number.ToString("G17", CultureInfo.InvariantCulture)));

    private static string Join<T>(List<T> numbers) => typeof(T) == typeof(double) ? Join(numbers.Cast<double>()) : string.Join(' ', numbers);
}
