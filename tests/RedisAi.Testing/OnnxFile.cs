using System.Runtime.InteropServices;
using System.Text;

namespace RedisAi.Testing;

/// <summary>Writes small ONNX models, for tests and measurements that need many different ones. The format is that of onnx.proto, in protocol buffers' wire format.</summary>
public static class OnnxFile
{
    private const int Float = 1;

    /// <summary>A model of two axes with <c>y = x · W</c>: <c>x</c> has N rows of as many numbers as W has rows, <c>y</c> as many as W has columns.</summary>
    /// <param name="rows">How many rows W has.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="weights">W, row by row.</param>
    /// <param name="isAnyLength">Whether the file leaves open how long the rows of <c>x</c> are, so that a call with others fails in the runtime.</param>
    public static byte[] MatMul(int rows, int columns, ReadOnlySpan<float> weights, bool isAnyLength = false)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, rows * columns);
        byte[] node = [.. Text(1, "x"), .. Text(1, "W"), .. Text(2, "y"), .. Text(4, "MatMul")];
        byte[] tensor = [.. Number(1, rows), .. Number(1, columns), .. Number(2, Float), .. Text(8, "W"), .. Bytes(9, MemoryMarshal.AsBytes(weights))];
        byte[] graph =
        [
            .. Bytes(1, node),
            .. Text(2, "matmul"),
            .. Bytes(5, tensor),
            .. Bytes(11, Value("x", isAnyLength ? Text(2, "K") : Number(1, rows))),
            .. Bytes(12, Value("y", Number(1, columns))),
        ];
        return [.. Number(1, 8), .. Bytes(7, graph), .. Bytes(8, Number(2, 17))];
    }

    private static byte[] Value(string name, byte[] length)
    {
        byte[] shape = [.. Bytes(1, Text(2, "N")), .. Bytes(1, length)];
        byte[] type = Bytes(1, [.. Number(1, Float), .. Bytes(2, shape)]);
        return [.. Text(1, name), .. Bytes(2, type)];
    }

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, ReadOnlySpan<byte> bytes) => [.. VarInt((field << 3) | 2), .. VarInt(bytes.Length), .. bytes];

    private static byte[] Number(int field, int number) => [.. VarInt(field << 3), .. VarInt(number)];

    private static List<byte> VarInt(int number)
    {
        List<byte> bytes = [];
        for (; number > 0x7F; number >>= 7)
        {
            bytes.Add((byte)(number | 0x80));
        }

        bytes.Add((byte)number);
        return bytes;
    }
}
