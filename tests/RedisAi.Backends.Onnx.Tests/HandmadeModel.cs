using System.Text;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>ONNX models put together byte by byte, for what no honest writer would write. Numbers of fields are those of onnx.proto.</summary>
internal static class HandmadeModel
{
    private const int Float32 = 1;
    private const int Bool = 9;

    public const string Location = "external_data.bin";

    /// <summary>A weight that is in another file.</summary>
    public static byte[] ExternalTensor { get; } = TensorWith(Entry("location", Location));

    public static byte[] Number(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    public static byte[] Message(int field, params ReadOnlySpan<byte> content) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    public static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Entry(string key, string value) => [.. Text(1, key), .. Text(2, value)];

    /// <summary>Four floats named <c>w</c>.</summary>
    public static byte[] TensorWith(ReadOnlySpan<byte> location) =>
    [
        .. Number(1, 4),
        .. Number(2, Float32),
        .. Text(8, "w"),
        .. Message(13, location),
        .. Message(13, Entry("offset", "0")),
        .. Message(13, Entry("length", "16")),
        .. Number(14, 1),
    ];

    /// <summary>A model that gives <c>-w</c>.</summary>
    /// <param name="tensor">The weight.</param>
    /// <param name="start">Further bytes at the start of the graph.</param>
    public static byte[] OfTensor(ReadOnlySpan<byte> tensor, params ReadOnlySpan<byte> start) => Model([.. start, .. Graph("Neg", "w", "o0"), .. Message(5, tensor)]);

    /// <summary>A model whose weight is in an attribute of a node.</summary>
    public static byte[] OfAttribute(ReadOnlySpan<byte> attribute) => Model(Graph("Constant", "", "o0", Message(5, attribute)));

    /// <summary>A model whose weight is within so many choices, each in a branch of the one before.</summary>
    public static byte[] Nested(int levels)
    {
        byte[] graph = [.. Graph("Neg", "w", "o0"), .. Message(5, ExternalTensor)];
        for (int level = 1; level <= levels; level++)
        {
            byte[] other = [.. Graph("Neg", $"z{level}", $"e{level}"), .. Message(5, [.. Number(1, 4), .. Number(2, Float32), .. Text(8, $"z{level}"), .. Message(9, new byte[16])])];
            graph = Graph("If", "c", $"o{level}", [.. Message(5, Branch("then_branch", graph)), .. Message(5, Branch("else_branch", other))]);
        }

        return Model([.. graph, .. Message(11, Value("c", Bool))]);
    }

    /// <summary>A model that gives the absolute values of a matrix of any size, and says that their shape is another.</summary>
    public static byte[] Declaring(params ReadOnlySpan<long> lengths) => Model(
    [
        .. Message(1, [.. Text(1, "x"), .. Text(2, "y"), .. Text(4, "Abs")]),
        .. Text(2, "g"),
        .. Message(11, Value("x", Float32, -1, -1)),
        .. Message(12, Value("y", Float32, lengths)),
    ]);

    public static byte[] Model(ReadOnlySpan<byte> graph) => [.. Number(1, 8), .. Message(8, Number(2, 17)), .. Message(7, graph)];

    private static byte[] Branch(string name, ReadOnlySpan<byte> graph) => [.. Text(1, name), .. Message(6, graph), .. Number(20, 5)];

    /// <summary>A graph of one node.</summary>
    private static byte[] Graph(string op, string input, string output, params ReadOnlySpan<byte> attributes)
    {
        byte[] node = [.. input.Length > 0 ? Text(1, input) : [], .. Text(2, output), .. Text(4, op), .. attributes];
        return [.. Message(1, node), .. Text(2, "g"), .. Message(12, Value(output, Float32, 4))];
    }

    private static byte[] Value(string name, int type, params ReadOnlySpan<long> lengths)
    {
        byte[] shape = [];
        foreach (long length in lengths)
        {
            shape = [.. shape, .. Message(1, length < 0 ? [] : Number(1, length))];
        }

        return [.. Text(1, name), .. Message(2, Message(1, [.. Number(1, type), .. Message(2, shape)]))];
    }

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
