using System.Globalization;

namespace RedisAi.Importers.Tests.XGBoost;

/// <summary>A model of chance, as values in the order of chance, and what XGBoost's rules make of a row; the same for the same seed.</summary>
internal sealed class GeneratedModel
{
    private static readonly string[] s_single =
    [
        "reg:squarederror", "reg:absoluteerror", "binary:logistic", "reg:logistic", "binary:logitraw", "binary:hinge", "count:poisson", "reg:gamma", "reg:tweedie", "rank:ndcg", "survival:cox",
    ];

    private readonly Random _random;
    private readonly List<GeneratedTree> _trees = [];
    private readonly float[] _baseScores;
    private readonly int _parallel;
    private readonly int _rounds;
    private readonly int? _best;
    private readonly bool _isDart;

    public GeneratedModel(int seed)
    {
        _random = new Random(seed);
        Features = _random.Next(1, 7);
        Categorical = _random.Next(Features + 1);
        Outputs = _random.Next(3) == 0 ? _random.Next(2, 6) : 1;
        bool isMultiClass = Outputs > 1 && _random.Next(2) == 0;
        Objective = isMultiClass ? (_random.Next(2) == 0 ? "multi:softprob" : "multi:softmax") : s_single[_random.Next(s_single.Length)];
        HasVectors = Outputs > 1 && !isMultiClass && _random.Next(2) == 0;
        ModelClass = _random.Next(3) switch { 0 => "xgboost.sklearn.XGBClassifier", 1 => "xgboost.sklearn.XGBRegressor", _ => "xgboost.core.Booster" };
        _baseScores = [.. Enumerable.Range(0, _random.Next(2) == 0 ? Outputs : 1).Select(_ => _random.Next(1, 9) / 10f)];
        _parallel = _random.Next(4) == 0 ? 3 : 1;
        _rounds = _random.Next(1, 7);
        _best = _random.Next(2) == 0 ? _random.Next(_rounds) : null;
        _isDart = _random.Next(3) == 0;
        for (int round = 0; round < _rounds; round++)
        {
            for (int output = 0; output < (HasVectors ? 1 : Outputs); output++)
            {
                for (int i = 0; i < _parallel; i++)
                {
                    _trees.Add(GeneratedTree.Grow(_random, this, output, _isDart ? _random.NextSingle() : 1));
                }
            }
        }
    }

    public int Features { get; }

    /// <summary>How many of the features are categorical, from the first on.</summary>
    public int Categorical { get; }

    public int Outputs { get; }

    public string Objective { get; }

    public bool HasVectors { get; }

    public string ModelClass { get; }

    private bool IsMultiClass => Objective.StartsWith("multi:", StringComparison.Ordinal);

    private bool IsBooster => ModelClass.EndsWith("Booster", StringComparison.Ordinal);

    private int TreesThatCount => !IsBooster && _best is { } best ? (best + 1) * _parallel * (HasVectors ? 1 : Outputs) : _trees.Count;

    /// <summary>Rows with missing values, thresholds and their neighbours, categories that no tree has, fractions of them and negative ones.</summary>
    public float[] Rows(int count)
    {
        float[] rows = new float[count * Features];
        for (int i = 0; i < rows.Length; i++)
        {
            float threshold = (_random.Next(12) - 6) / 3f;
            rows[i] = _random.Next(6) == 0 ? float.NaN
                : i % Features < Categorical ? (_random.Next(8) switch { 0 => _random.Next(-3, 0) / 2f, 1 => _random.Next(40, 70), 2 => 1e9f, 3 => _random.Next(40) + 0.5f, _ => _random.Next(40) })
                : (_random.Next(5) switch { 0 => threshold, 1 => MathF.BitDecrement(threshold), 2 => MathF.BitIncrement(threshold), 3 => -0f, _ => (_random.NextSingle() * 4) - 2 });
        }

        return rows;
    }

    /// <summary>What is predicted for a row: each output's prediction, and the class where there is one.</summary>
    public (double[] Values, double? Label) Predict(ReadOnlySpan<float> row)
    {
        float[] sums = [.. Enumerable.Range(0, Outputs).Select(output => Margin(_baseScores[_baseScores.Length == 1 ? 0 : output]))];
        foreach (GeneratedTree tree in _trees.Take(TreesThatCount))
        {
            int leaf = tree.LeafOf(row);
            for (int output = 0; output < Outputs; output++)
            {
                sums[output] += HasVectors ? tree.Weight * tree.Vectors[leaf][output] : output == tree.Output ? tree.Weight * tree.Conditions[leaf] : 0;
            }
        }

        if (!IsMultiClass)
        {
            double[] answers = Array.ConvertAll(sums, sum => Answer(sum));
            return (answers, Outputs == 1 ? (answers[0] > 0.5 ? 1 : 0) : null);
        }

        float largest = sums.Max();
        double all = sums.Sum(sum => Math.Exp(sum - largest));
        return (Array.ConvertAll(sums, sum => Math.Exp(sum - largest) / all), Array.IndexOf(sums, largest));
    }

    /// <summary>The file, as dictionaries, arrays, texts and numbers.</summary>
    public Dictionary<string, object> ToValues()
    {
        Dictionary<string, object> trees = Shuffled(
            ("gbtree_model_param", Shuffled(("num_trees", Text(_trees.Count)), ("num_parallel_tree", Text(_parallel)))),
            ("tree_info", _trees.Select(static tree => tree.Output).ToArray()),
            ("trees", _trees.Select(ToValues).ToArray<object>()));
        if (HasVectors || _random.Next(2) == 0)
        {
            trees["iteration_indptr"] = Enumerable.Range(0, _rounds + 1).Select(round => round * (_trees.Count / _rounds)).ToArray();
        }

        Dictionary<string, object> booster = Shuffled(("name", "gbtree"), ("model", trees));
        Dictionary<string, object> attributes = _best is { } best ? new() { ["best_iteration"] = Text(best) } : [];
        string scores = string.Join(',', _baseScores.Select(static score => score.ToString("E8", CultureInfo.InvariantCulture)));
        return Shuffled(
            ("version", (int[])[2, 1, 0]),
            ("learner", Shuffled(
                ("attributes", attributes),
                ("feature_names", Array.Empty<object>()),
                ("gradient_booster", _isDart ? Shuffled(("name", "dart"), ("gbtree", booster), ("weight_drop", _trees.Select(static tree => tree.Weight).ToArray())) : booster),
                ("learner_model_param", Shuffled(
                    ("base_score", _baseScores.Length > 1 || _random.Next(2) == 0 ? $"[{scores}]" : scores),
                    ("num_class", Text(IsMultiClass ? Outputs : 0)),
                    ("num_feature", Text(Features)),
                    ("num_target", Text(IsMultiClass ? 1 : Outputs)))),
                ("objective", Shuffled(("name", Objective), ("some_param", new Dictionary<string, object> { ["x"] = "1" }))))));
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private float Margin(float score) => Objective switch
    {
        "binary:logistic" or "reg:logistic" => -MathF.Log((1 / score) - 1),
        "count:poisson" or "reg:gamma" or "reg:tweedie" or "survival:cox" => MathF.Log(score),
        _ => score,
    };

    private double Answer(float sum) => Objective switch
    {
        "binary:logistic" or "reg:logistic" => 1 / (1 + Math.Exp(-sum)),
        "count:poisson" or "reg:gamma" or "reg:tweedie" or "survival:cox" => Math.Exp(sum),
        "binary:hinge" => sum > 0 ? 1 : 0,
        _ => sum,
    };

    private Dictionary<string, object> ToValues(GeneratedTree tree, int number)
    {
        int nodes = tree.Left.Count;
        int[] right = [.. tree.Right];
        List<(string, object)> members =
        [
            ("id", number),
            ("left_children", tree.Left.ToArray()),
            ("split_conditions", tree.Conditions.ToArray()),
            ("split_indices", tree.Features.ToArray()),
            ("default_left", tree.DefaultLeft.ConvertAll(static left => left ? (byte)1 : (byte)0).ToArray()),
            ("split_type", tree.IsCategorical.ConvertAll(static is_ => is_ ? (byte)1 : (byte)0).ToArray()),
            ("categories", tree.Categories.Values.SelectMany(static members => members).ToArray()),
            ("categories_nodes", tree.Categories.Keys.ToArray()),
            ("categories_sizes", tree.Categories.Values.Select(static members => (long)members.Length).ToArray()),
            ("categories_segments", tree.Categories.Values.Select((_, i) => tree.Categories.Values.Take(i).Sum(static members => (long)members.Length)).ToArray()),
            ("parents", new int[nodes]),
            ("sum_hessian", new float[nodes]),
            ("tree_param", Shuffled(("num_nodes", Text(nodes)), ("num_feature", Text(Features)), ("size_leaf_vector", Text(HasVectors ? Outputs : 1)))),
        ];
        if (HasVectors && number % 2 == 0)
        {
            // As version 3.2 writes them: leaves alone, numbered by their right child.
            int[] leaves = [.. Enumerable.Range(0, nodes).Where(node => tree.Left[node] == -1)];
            for (int i = 0; i < leaves.Length; i++)
            {
                right[leaves[i]] = i;
            }

            members.Add(("leaf_weights", leaves.SelectMany(leaf => tree.Vectors[leaf]).ToArray()));
        }

        members.Add(("right_children", right));
        members.Add(("base_weights", Enumerable.Range(0, nodes).SelectMany(node => HasVectors ? tree.Vectors[node] : [0f]).ToArray()));
        return Shuffled([.. members]);
    }

    private Dictionary<string, object> Shuffled(params (string Key, object Value)[] members)
    {
        _random.Shuffle(members);
        return members.ToDictionary(static member => member.Key, static member => member.Value);
    }
}
