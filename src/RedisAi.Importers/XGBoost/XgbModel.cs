namespace RedisAi.Importers.XGBoost;

/// <summary>What a file says of its model besides the trees themselves.</summary>
internal sealed class XgbModel
{
    /// <summary>XGBoost's own limit is higher; a row of so many float32 has 64 MiB.</summary>
    public const int MaxFeatures = 1 << 24;

    public const int MaxOutputs = 1 << 16;

    /// <summary>The version of XGBoost that wrote the file, such as <c>3.2.0</c>.</summary>
    public string Version { get; set; } = "";

    /// <summary><c>gbtree</c>, <c>dart</c> or <c>gblinear</c>.</summary>
    public string Booster { get; set; } = "";

    public string Objective { get; set; } = "";

    public int Features { get; set; }

    public int Classes { get; set; }

    public int Targets { get; set; }

    /// <summary>The prediction without any tree: one for all outputs, or one for each.</summary>
    public double[] BaseScores { get; set; } = [0.5];

    public int ParallelTrees { get; set; } = 1;

    /// <summary>How many trees there are.</summary>
    public int Trees { get; set; }

    /// <summary>The output of each tree.</summary>
    public int[] TreeOutputs { get; set; } = [];

    /// <summary>Where the trees of each round begin, and in the end how many trees there are; nothing in older files.</summary>
    public int[] Rounds { get; set; } = [];

    /// <summary>What each tree of a dart model is multiplied by.</summary>
    public float[] TreeWeights { get; set; } = [];

    /// <summary>What a linear model has for each feature and output, features first, and then for each output alone.</summary>
    public float[] LinearWeights { get; set; } = [];

    public Dictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>The names of the features in the file.</summary>
    public List<string> FeatureNames { get; } = [];

    /// <summary>The names to go by: those in the file, or those that are known besides; none where nobody gave any.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    public List<string> FeatureTypes { get; } = [];

    /// <summary>How many numbers the model gives for a row.</summary>
    public int Outputs => Math.Max(1, Math.Max(Classes, Targets));

    /// <summary>Checks what does not need the trees.</summary>
    /// <exception cref="ModelLoadException">Something is missing, out of range, or does not fit the rest.</exception>
    public void Check()
    {
        Require(Objective.Length > 0 && Booster.Length > 0, "It has no learner, or the learner no booster and objective");
        Require(Features is > 0 and <= MaxFeatures, $"num_feature is {Features}, which is not between 1 and {MaxFeatures}");
        Require(Classes is >= 0 and <= MaxOutputs && Targets is >= 0 and <= MaxOutputs, $"num_class is {Classes} and num_target {Targets}; at most {MaxOutputs} are supported");
        Require(BaseScores.Length == 1 || BaseScores.Length == Outputs, $"base_score has {BaseScores.Length} values for {Outputs} outputs");
        Require(FeatureNames.Count == 0 || FeatureNames.Count == Features, $"There are {FeatureNames.Count} feature_names for {Features} features");
        Require(ParallelTrees is > 0 and <= 1 << 24, $"num_parallel_tree is {ParallelTrees}");
        Require(Booster != "dart" || TreeWeights.Length == Trees, $"There are {TreeWeights.Length} values of weight_drop for {Trees} trees");
        for (int i = 0; i < TreeOutputs.Length; i++)
        {
            Require((uint)TreeOutputs[i] < (uint)Outputs, $"tree_info gives tree {i} the output {TreeOutputs[i]} of {Outputs}");
        }
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new ModelLoadException(what + ".");
        }
    }
}
