using System.Text;

namespace RedisAi.Importers.LightGBM;

/// <summary>A tree as the text has it, in lists that are used again for the next one.</summary>
/// <remarks>Inner nodes and leaves are numbered apart. A child that is not negative is an inner node; any other is the leaf of the complement.</remarks>
internal sealed class LightGbmTree
{
    /// <summary>No field that is taken has a longer name; a damaged line may be long.</summary>
    private const int MaxFieldBytes = 32;

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
        string field = key.Length <= MaxFieldBytes ? Encoding.ASCII.GetString(key) : "";
        switch (field)
        {
            case "num_leaves":
                Leaves = LightGbmNumbers.Read(value, field);
                break;
            case "num_cat":
                Memberships = LightGbmNumbers.Read(value, field);
                break;
            case "is_linear":
                IsLinear = LightGbmNumbers.Read(value, field) != 0;
                break;
            case "split_feature":
                LightGbmNumbers.Read(value, Features, field);
                break;
            case "threshold":
                LightGbmNumbers.Read(value, Thresholds, field);
                break;
            case "decision_type":
                LightGbmNumbers.Read(value, Decisions, field);
                break;
            case "left_child":
                LightGbmNumbers.Read(value, LeftChildren, field);
                break;
            case "right_child":
                LightGbmNumbers.Read(value, RightChildren, field);
                break;
            case "leaf_value":
                LightGbmNumbers.Read(value, LeafValues, field);
                break;
            case "cat_boundaries":
                LightGbmNumbers.Read(value, SetBoundaries, field);
                break;
            case "cat_threshold":
                LightGbmNumbers.Read(value, SetWords, field);
                break;
        }
    }
}
