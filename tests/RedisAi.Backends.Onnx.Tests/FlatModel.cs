using static RedisAi.Backends.Onnx.Tests.HandmadeModel;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Models of one node, <c>y = op(x)</c>, whose metadata says that outputs are given without their last axis.</summary>
internal static class FlatModel
{
    private const int Text8 = 8;
    private const int Float32 = 1;

    /// <summary>Absolute values of <c>x</c>, [rows, 1].</summary>
    public static ModelSource Abs(string flat = "y") => ModelSource.FromBytes(Of("Abs", Float32, ["rows", "1"], ["rows", "1"], flat));

    /// <summary>Absolute values of <c>x</c>, which is a matrix, where the graph declares of <c>y</c> what the caller says: a name or a number for each axis.</summary>
    public static ModelSource Declaring(params string[] axes) => ModelSource.FromBytes(Of("Abs", Float32, ["rows", "columns"], axes, "y"));

    /// <summary>Absolute values of <c>x</c>, where both are declared alike.</summary>
    public static ModelSource Alike(params string[] axes) => ModelSource.FromBytes(Of("Abs", Float32, axes, axes, "y"));

    /// <summary>The texts of <c>x</c>, [rows, 1].</summary>
    public static ModelSource Texts() => ModelSource.FromBytes(Of("Identity", Text8, ["rows", "1"], ["rows", "1"], "y"));

    private static byte[] Of(string op, int type, string[] input, string[] output, string flat) =>
    [
        .. Model([.. Message(1, [.. Text(1, "x"), .. Text(2, "y"), .. Text(4, op)]), .. Text(2, "g"), .. Message(11, Value("x", type, input)), .. Message(12, Value("y", type, output))]),
        .. Message(14, Entry(FlatOutputs.Key, flat)),
    ];

    private static byte[] Value(string name, int type, string[] axes)
    {
        byte[] shape = [.. axes.SelectMany(static axis => Message(1, long.TryParse(axis, out long length) ? Number(1, length) : Text(2, axis)))];
        return [.. Text(1, name), .. Message(2, Message(1, [.. Number(1, type), .. axes.Length > 0 ? Message(2, shape) : []]))];
    }
}
