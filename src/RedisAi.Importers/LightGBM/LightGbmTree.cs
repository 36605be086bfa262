namespace RedisAi.Importers.LightGBM;

/// <summary>A tree as the text has it, in lists that are used again for the next one.</summary>
/// <remarks>Inner nodes and leaves are numbered apart. A child that is not negative is an inner node; any other is the leaf of the complement.</remarks>
internal sealed class LightGbmTree
{
    public int? Leaves { get; private set; }

    public int InnerNodes => (Leaves ?? 1) - 1;

    public int Memberships { get; private set; }

    public bool IsLinear { get; private set; }

    public List<int> Features { get; } = [];

    /// <summary>Of a membership, which of them it is.</summary>
    public List<double> Thresholds { get; } = [];

    public List<int> Decisions { get; } = [];

    public List<int> LeftChildren { get; } = [];

    public List<int> RightChildren { get; } = [];

    public List<double> LeafValues { get; } = [];

    /// <summary>Where the words of each membership begin, and where the last one's end.</summary>
    public List<int> SetBoundaries { get; } = [];

    /// <summary>Words of 32 categories.</summary>
    public List<uint> SetWords { get; } = [];

    /// <summary>Reads the lines up to an empty one, which ends a tree.</summary>
    public void Read(LightGbmLines lines)
    {
        Clear();
        while (lines.TryRead(out ReadOnlySpan<byte> line) && !line.IsEmpty)
        {
            int equals = line.IndexOf((byte)'=');
            if (equals < 0)
            {
                throw new ModelLoadException($"'{LightGbmNumbers.Show(line)}' is not a name and a value.");
            }

            Take(line[..equals], line[(equals + 1)..]);
        }
    }

    private void Clear()
    {
        Leaves = null;
        Memberships = 0;
        IsLinear = false;
        Features.Clear();
        Thresholds.Clear();
        Decisions.Clear();
        LeftChildren.Clear();
        RightChildren.Clear();
        LeafValues.Clear();
        SetBoundaries.Clear();
        SetWords.Clear();
    }

    /// <summary>Takes what decides on answers; counts, gains and weights do not.</summary>
    private void Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("num_leaves"u8))
        {
            Leaves = LightGbmNumbers.Read(value, "num_leaves");
        }
        else if (key.SequenceEqual("num_cat"u8))
        {
            Memberships = LightGbmNumbers.Read(value, "num_cat");
        }
        else if (key.SequenceEqual("is_linear"u8))
        {
            IsLinear = LightGbmNumbers.Read(value, "is_linear") != 0;
        }
        else if (key.SequenceEqual("split_feature"u8))
        {
            LightGbmNumbers.Read(value, Features, "split_feature");
        }
        else if (key.SequenceEqual("threshold"u8))
        {
            LightGbmNumbers.Read(value, Thresholds, "threshold");
        }
        else if (key.SequenceEqual("decision_type"u8))
        {
            LightGbmNumbers.Read(value, Decisions, "decision_type");
        }
        else if (key.SequenceEqual("left_child"u8))
        {
            LightGbmNumbers.Read(value, LeftChildren, "left_child");
        }
        else if (key.SequenceEqual("right_child"u8))
        {
            LightGbmNumbers.Read(value, RightChildren, "right_child");
        }
        else if (key.SequenceEqual("leaf_value"u8))
        {
            LightGbmNumbers.Read(value, LeafValues, "leaf_value");
        }
        else if (key.SequenceEqual("cat_boundaries"u8))
        {
            LightGbmNumbers.Read(value, SetBoundaries, "cat_boundaries");
        }
        else if (key.SequenceEqual("cat_threshold"u8))
        {
            LightGbmNumbers.Read(value, SetWords, "cat_threshold");
        }
    }
}
