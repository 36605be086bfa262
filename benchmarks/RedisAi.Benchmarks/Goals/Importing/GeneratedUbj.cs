using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace RedisAi.Benchmarks.Goals.Importing;

/// <summary>Writes a model of XGBoost as UBJSON, with every field that version 3 writes; always the same bytes for the same number of trees.</summary>
internal sealed class GeneratedUbj(Stream stream, int trees)
{
    public const int Features = 50;

    private const int NodesOfTree = 2_945;
    private const int MaxDepth = 14;

    private readonly Random _random = new(1);

    /// <summary>Writes a file of so many trees, about 100 KB each.</summary>
    public static void Write(string path, int trees)
    {
        using BufferedStream file = new(File.Create(path), 1 << 20);
        new GeneratedUbj(file, trees).Write();
    }

    private void Write()
    {
        Mark('{');
        Key("learner");
        Mark('{');
        Key("attributes");
        Raw("{}");
        Key("gradient_booster");
        Mark('{');
        Key("model");
        Mark('{');
        Key("gbtree_model_param");
        Texts(("num_parallel_tree", "1"), ("num_trees", Number(trees)));
        Key("tree_info");
        Array(new int[trees]);
        Key("trees");
        Raw("[#L");
        Long(trees);
        for (int i = 0; i < trees; i++)
        {
            WriteTree(i);
        }

        Mark('}');
        Key("name");
        Text("gbtree");
        Mark('}');
        Key("learner_model_param");
        Texts(("base_score", "[5E-1]"), ("boost_from_average", "1"), ("num_class", "0"), ("num_feature", Number(Features)), ("num_target", "1"));
        Key("objective");
        Texts(("name", "reg:squarederror"));
        Raw("}");
        Key("version");
        Array([3, 2, 0]);
        Mark('}');
    }

    private void WriteTree(int number)
    {
        Grow(out int[] left, out int[] right, out int[] parents, out int[] features);
        float[] numbers = Floats();
        byte[] zeros = new byte[NodesOfTree];
        byte[] defaults = new byte[NodesOfTree];
        for (int i = 0; i < NodesOfTree; i++)
        {
            defaults[i] = (byte)(left[i] >= 0 ? _random.Next(2) : 0);
        }

        Mark('{');
        Key("base_weights");
        Array(numbers);
        Key("categories");
        Array((int[])[]);
        Key("categories_nodes");
        Array((int[])[]);
        Key("categories_segments");
        Raw("[$L#L");
        Long(0);
        Key("categories_sizes");
        Raw("[$L#L");
        Long(0);
        Key("default_left");
        Array(defaults);
        Key("id");
        Mark('l');
        Integer(number);
        Key("left_children");
        Array(left);
        Key("loss_changes");
        Array(Floats());
        Key("parents");
        Array(parents);
        Key("right_children");
        Array(right);
        Key("split_conditions");
        Array(numbers);
        Key("split_indices");
        Array(features);
        Key("split_type");
        Array(zeros);
        Key("sum_hessian");
        Array(Floats());
        Key("tree_param");
        Texts(("num_deleted", "0"), ("num_feature", Number(Features)), ("num_nodes", Number(NodesOfTree)), ("size_leaf_vector", "1"));
        Mark('}');
    }

    /// <summary>Splits leaves by chance, as long as there is room; children are numbered as XGBoost does, two by two.</summary>
    private void Grow(out int[] left, out int[] right, out int[] parents, out int[] features)
    {
        left = new int[NodesOfTree];
        right = new int[NodesOfTree];
        parents = new int[NodesOfTree];
        features = new int[NodesOfTree];
        System.Array.Fill(left, -1);
        System.Array.Fill(right, -1);
        parents[0] = int.MaxValue;
        int[] depths = new int[NodesOfTree];
        List<int> leaves = [0];
        for (int next = 1; next < NodesOfTree; next += 2)
        {
            int place;
            do
            {
                place = _random.Next(leaves.Count);
            }
            while (depths[leaves[place]] >= MaxDepth);

            int node = leaves[place];
            leaves[place] = next;
            leaves.Add(next + 1);
            (left[node], right[node], features[node]) = (next, next + 1, _random.Next(Features));
            (parents[next], parents[next + 1]) = (node, node);
            (depths[next], depths[next + 1]) = (depths[node] + 1, depths[node] + 1);
        }
    }

    private float[] Floats()
    {
        float[] values = new float[NodesOfTree];
        foreach (ref float value in values.AsSpan())
        {
            value = (_random.NextSingle() * 2) - 1;
        }

        return values;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private void Array(byte[] values)
    {
        Raw("[$U#L");
        Long(values.Length);
        stream.Write(values);
    }

    private void Array(int[] values)
    {
        Raw("[$l#L");
        Long(values.Length);
        System.Array.ForEach(values, Integer);
    }

    private void Array(float[] values)
    {
        Raw("[$d#L");
        Long(values.Length);
        System.Array.ForEach(values, value => Integer(BitConverter.SingleToInt32Bits(value)));
    }

    private void Texts(params ReadOnlySpan<(string Key, string Value)> members)
    {
        Mark('{');
        foreach ((string key, string value) in members)
        {
            Key(key);
            Text(value);
        }

        Mark('}');
    }

    private void Text(string text)
    {
        Mark('S');
        Key(text);
    }

    private void Key(string key)
    {
        Mark('L');
        Long(key.Length);
        Raw(key);
    }

    private void Integer(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        stream.Write(bytes);
    }

    private void Long(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        stream.Write(bytes);
    }

    private void Raw(string text) => stream.Write(Encoding.ASCII.GetBytes(text));

    private void Mark(char mark) => stream.WriteByte((byte)mark);
}
