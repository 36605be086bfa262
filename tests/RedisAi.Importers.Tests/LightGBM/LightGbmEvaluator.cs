using System.Globalization;

namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>Answers of a model's text by LightGBM's rules, word for word and in doubles: what the importer is held to where LightGBM is not installed.</summary>
internal sealed class LightGbmEvaluator
{
    /// <summary>LightGBM writes it as a float32.</summary>
    private const double ZeroThreshold = 1e-35f;

    private readonly Dictionary<string, string> _header = [];
    private readonly List<Dictionary<string, string[]>> _trees = [];

    public LightGbmEvaluator(string text)
    {
        Dictionary<string, string[]>? tree = null;
        foreach (string line in text.Split('\n'))
        {
            if (line == "end of trees")
            {
                break;
            }

            string key = line.Split('=')[0];
            string value = line.Contains('=', StringComparison.Ordinal) ? line[(key.Length + 1)..] : "";
            if (key == "Tree")
            {
                tree = [];
                _trees.Add(tree);
            }
            else if (tree is not null)
            {
                tree[key] = value.Split(' ');
            }
            else
            {
                _header[key] = value;
            }
        }
    }

    /// <summary>How many numbers an answer has.</summary>
    public int Targets => int.Parse(_header["num_tree_per_iteration"], CultureInfo.InvariantCulture);

    public int Features => int.Parse(_header["max_feature_idx"], CultureInfo.InvariantCulture) + 1;

    /// <summary>All thresholds of comparisons.</summary>
    public IEnumerable<double> Thresholds => _trees.Where(static tree => tree["num_leaves"][0] != "1").SelectMany(static tree => tree["threshold"]).Select(Number);

    /// <summary>What Booster.predict gives for a row.</summary>
    /// <param name="row">The features.</param>
    /// <param name="rounds">How many rounds count.</param>
    public double[] Predict(float[] row, int rounds = int.MaxValue) => Predict(Array.ConvertAll(row, static value => (double)value), rounds);

    public double[] Predict(double[] row, int rounds = int.MaxValue)
    {
        // Predicting begins by leaving out of a row what is a zero.
        double[] values = new double[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            values[i] = Math.Abs(row[i]) > ZeroThreshold || double.IsNaN(row[i]) ? row[i] : 0;
        }

        rounds = Math.Min(rounds, _trees.Count / Targets);
        double[] sums = new double[Targets];
        for (int i = 0; i < rounds * Targets; i++)
        {
            sums[i % Targets] += Leaf(_trees[i], values);
        }

        return Convert(_header.ContainsKey("average_output") ? Array.ConvertAll(sums, sum => sum / rounds) : sums);
    }

    private static double Leaf(Dictionary<string, string[]> tree, double[] values)
    {
        int node = tree["num_leaves"][0] == "1" ? -1 : 0;
        while (node >= 0)
        {
            double value = values[int.Parse(tree["split_feature"][node], CultureInfo.InvariantCulture)];
            string side = GoesLeft(tree, node, value) ? "left_child" : "right_child";
            node = int.Parse(tree[side][node], CultureInfo.InvariantCulture);
        }

        return Number(tree["leaf_value"][~node]);
    }

    private static bool GoesLeft(Dictionary<string, string[]> tree, int node, double value)
    {
        int bits = int.Parse(tree["decision_type"][node], CultureInfo.InvariantCulture);
        double threshold = Number(tree["threshold"][node]);
        int missing = (bits >> 2) & 3;
        if ((bits & 1) != 0)
        {
            return !double.IsNaN(value) && IsMember(tree, (int)threshold, Truncate(value));
        }

        if (double.IsNaN(value) && missing != 2)
        {
            value = 0;
        }

        bool isMissing = (missing == 1 && value >= -ZeroThreshold && value <= ZeroThreshold) || (missing == 2 && double.IsNaN(value));
        return isMissing ? (bits & 2) != 0 : value <= threshold;
    }

    /// <summary>A cast to int as processors of the x86 family do it: what does not fit becomes the lowest number.</summary>
    private static int Truncate(double value) => value is >= int.MinValue and < 2147483648.0 ? (int)value : int.MinValue;

    private static bool IsMember(Dictionary<string, string[]> tree, int set, int category)
    {
        int start = int.Parse(tree["cat_boundaries"][set], CultureInfo.InvariantCulture);
        int words = int.Parse(tree["cat_boundaries"][set + 1], CultureInfo.InvariantCulture) - start;
        return category >= 0 && category / 32 < words
            && ((uint.Parse(tree["cat_threshold"][start + (category / 32)], CultureInfo.InvariantCulture) >> (category % 32)) & 1) != 0;
    }

    private double[] Convert(double[] sums)
    {
        string[] words = _header.GetValueOrDefault("objective", "custom").Split(' ');
        double steepness = Number(words.FirstOrDefault(static word => word.StartsWith("sigmoid:", StringComparison.Ordinal))?["sigmoid:".Length..] ?? "1");
        return words[0] switch
        {
            "binary" or "multiclassova" or "cross_entropy" => Array.ConvertAll(sums, sum => 1 / (1 + Math.Exp(-steepness * sum))),
            "multiclass" => Softmax(sums),
            "poisson" or "gamma" or "tweedie" => Array.ConvertAll(sums, Math.Exp),
            "cross_entropy_lambda" => Array.ConvertAll(sums, static sum => Math.Log(1 + Math.Exp(sum))),
            _ => words.Contains("sqrt") ? Array.ConvertAll(sums, static sum => Math.Sign(sum) * sum * sum) : sums,
        };
    }

    private static double[] Softmax(double[] sums)
    {
        double[] powers = Array.ConvertAll(sums, sum => Math.Exp(sum - sums.Max()));
        return Array.ConvertAll(powers, power => power / powers.Sum());
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
