using RedisAi.Backends.Onnx.Interop;

namespace RedisAi.Backends.Onnx;

/// <summary>Which outputs are one column in the graph, [rows, 1], and are given as [rows]: a model's metadata says so.</summary>
/// <remarks>
/// Importers write it, as libraries of trees give [rows] and the operators of ONNX do not. A node that drops the axis would take a third of the time of a small ensemble,
/// as it copies; here the same memory is given another shape. The text under <see cref="Key"/> has the name of an output a line.
/// </remarks>
internal sealed class FlatOutputs
{
    public const string Key = "redisai.flat_outputs";

    /// <summary>So much of a name that does not fit is shown.</summary>
    private const int MaxShown = 200;

    private readonly bool[] _isFlat;

    private FlatOutputs(bool[] isFlat, ModelSignature given) => (_isFlat, Given) = (isFlat, given);

    /// <summary>What callers are told of the model.</summary>
    public ModelSignature Given { get; }

    /// <summary>Whether an output is one of them.</summary>
    public bool this[int output] => _isFlat[output];

    /// <summary>Reads what a model says; null when it says nothing.</summary>
    /// <param name="session">The model.</param>
    /// <param name="declared">What its graph declares.</param>
    /// <exception cref="ModelLoadException">It names what is no such output.</exception>
    public static FlatOutputs? Read(OrtSessionHandle session, ModelSignature declared) =>
        OrtMetadata.Find(session, Key) is { } text ? Parse(text, declared) : null;

    /// <summary>Reads the text.</summary>
    public static FlatOutputs Parse(string text, ModelSignature declared)
    {
        TensorSpec[] outputs = [.. declared.Outputs];
        bool[] isFlat = new bool[outputs.Length];
        foreach (Range line in text.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> name = text.AsSpan()[line];
            int output = PlaceOf(outputs, name);
            if (output < 0)
            {
                throw Refused(name, "there is no such output");
            }

            if (isFlat[output])
            {
                throw Refused(name, "it names it twice");
            }

            ShapePattern shape = outputs[output].Shape;
            if (shape is not { IsRankKnown: true, Rank: >= 2 } || shape[shape.Rank - 1] != 1)
            {
                throw Refused(name, $"its shape is {shape}, and the last of at least two axes was expected to be 1");
            }

            isFlat[output] = true;
            outputs[output] = outputs[output] with { Shape = new ShapePattern(shape.Dimensions[..^1], shape.Symbols[..^1]) };
        }

        return new FlatOutputs(isFlat, new ModelSignature(declared.Inputs, outputs) { HasOpenOutputs = declared.HasOpenOutputs });
    }

    /// <summary>The shape for callers of what came from the graph.</summary>
    /// <exception cref="BackendException">The last axis is not 1, whatever the graph declares.</exception>
    public static TensorShape Flat(string name, TensorShape inGraph) => inGraph.Rank > 0 && inGraph[inGraph.Rank - 1] == 1
        ? TensorShape.Create(inGraph.Dimensions[..^1])
        : throw new BackendException(OrtStatus.BackendName, 0, $"The output '{name}' came as {inGraph}; the model's metadata '{Key}' says that its last axis is 1.");

    /// <summary>The shape in the graph of one for callers.</summary>
    public static TensorShape InGraph(TensorShape shape) => TensorShape.Create([.. shape.Dimensions, 1]);

    private static int PlaceOf(TensorSpec[] outputs, ReadOnlySpan<char> name)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            if (name.SequenceEqual(outputs[i].Name))
            {
                return i;
            }
        }

        return -1;
    }

    private static ModelLoadException Refused(ReadOnlySpan<char> name, string reason) =>
        new($"Its metadata '{Key}', which says what outputs are given without their last axis, names '{name[..Math.Min(name.Length, MaxShown)]}': {reason}.");
}
