using System.Text;

namespace RedisAi.Importers.LightGBM;

/// <summary>What stands before the trees.</summary>
internal sealed class LightGbmHeader
{
    /// <summary>More columns than any table has. The file has a name for each.</summary>
    private const int MaxFeatures = 1 << 24;

    /// <summary>More classes than anyone tells apart, for models whose trees are not counted.</summary>
    private const int MaxSums = 1 << 16;

    private int? _classes;
    private int? _treesPerRound;
    private int? _lastFeature;
    private int _names;

    private LightGbmHeader()
    {
    }

    /// <summary>The version of the format, such as <c>v4</c>.</summary>
    public string Version { get; private set; } = "";

    /// <summary>How many sums a row has: each round of the training makes a tree for each.</summary>
    public int TreesPerRound => _treesPerRound ?? _classes ?? 1;

    /// <summary>How many features a row has.</summary>
    public int Features { get; private set; }

    /// <summary>The features' names, one per line.</summary>
    public string FeatureNames { get; private set; } = "";

    public LightGbmObjective Objective { get; private set; } = LightGbmObjective.Custom;

    /// <summary>Whether trees are averaged, not summed: a random forest.</summary>
    public bool AveragesTrees { get; private set; }

    /// <summary>How many trees there are; null when the header does not say.</summary>
    public int? Trees { get; private set; }

    /// <summary>Reads the header, up to the first tree.</summary>
    /// <exception cref="ModelLoadException">The header is damaged, or of a version or an objective that is not supported.</exception>
    public static LightGbmHeader Read(LightGbmLines lines)
    {
        LightGbmHeader header = new();
        if (!lines.TryRead(out ReadOnlySpan<byte> line) || !line.SequenceEqual("tree"u8))
        {
            throw new ModelLoadException("A LightGBM model begins with the line 'tree'.");
        }

        while (lines.TryRead(out line))
        {
            if (line.StartsWith("Tree="u8) || line.SequenceEqual("end of trees"u8))
            {
                lines.Back();
                break;
            }

            int equals = line.IndexOf((byte)'=');
            header.Take(equals < 0 ? line : line[..equals], equals < 0 ? [] : line[(equals + 1)..]);
        }

        header.Check();
        return header;
    }

    private void Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("version"u8))
        {
            Version = LightGbmNumbers.Show(value);
        }
        else if (key.SequenceEqual("num_class"u8))
        {
            _classes = LightGbmNumbers.Read(value, "num_class");
        }
        else if (key.SequenceEqual("num_tree_per_iteration"u8))
        {
            _treesPerRound = LightGbmNumbers.Read(value, "num_tree_per_iteration");
        }
        else if (key.SequenceEqual("max_feature_idx"u8))
        {
            _lastFeature = LightGbmNumbers.Read(value, "max_feature_idx");
        }
        else if (key.SequenceEqual("objective"u8))
        {
            Objective = LightGbmObjective.Parse(Encoding.UTF8.GetString(value[..Math.Min(value.Length, 1000)]));
        }
        else if (key.SequenceEqual("average_output"u8))
        {
            AveragesTrees = true;
        }
        else if (key.SequenceEqual("feature_names"u8))
        {
            _names = LightGbmNumbers.Count(value);
            FeatureNames = Encoding.UTF8.GetString(value).Replace(' ', '\n');
        }
        else if (key.SequenceEqual("tree_sizes"u8))
        {
            Trees = LightGbmNumbers.Count(value);
        }
    }

    private void Check()
    {
        if (Version is not ("v2" or "v3" or "v4"))
        {
            throw new ModelLoadException($"The version of the LightGBM model's format is {(Version.Length == 0 ? "older than v2" : $"'{Version}'")}; read are v2, v3 and v4.");
        }

        if (_lastFeature is not < MaxFeatures)
        {
            throw new ModelLoadException($"The LightGBM model's header lacks 'max_feature_idx' with a number below {MaxFeatures}; it is {(_lastFeature is { } last ? last : "missing")}.");
        }

        Features = _lastFeature.Value + 1;
        if (_names != Features)
        {
            throw new ModelLoadException($"The LightGBM model has {_names} names in 'feature_names' for {Features} features.");
        }

        // Each sum costs memory for every row, so that there must be a tree for it, where trees are counted.
        if (TreesPerRound < 1 || TreesPerRound > (Trees is > 0 ? Trees : MaxSums))
        {
            throw new ModelLoadException($"The LightGBM model has {TreesPerRound} trees in a round ('num_tree_per_iteration'), and {Trees} in all.");
        }

        int classes = Math.Max(Objective.Classes, 1);
        if (Objective != LightGbmObjective.Custom && TreesPerRound != classes)
        {
            throw new ModelLoadException($"The LightGBM model has {TreesPerRound} trees in a round ('num_tree_per_iteration'), but its objective '{Objective.Name}' is for {classes}.");
        }
    }
}
