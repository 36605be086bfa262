using RedisAi.Backends.TfLite.Format;

namespace RedisAi.Backends.TfLite.Rewriting;

/// <summary>Writes a model anew whose fully connected layers have become convolutions; everything else stays where it is, behind what is new.</summary>
internal sealed class ModelRewriter
{
    private const int CodesField = 1;
    private const int BuffersField = 4;

    /// <summary>The version of convolutions of whole numbers with scales by channel.</summary>
    private const int ConvolutionVersion = 3;

    private readonly FlatTable _model;
    private readonly Graph[] _graphs;
    private readonly List<FlatField> _codes;
    private readonly List<FlatField> _buffers;

    public ModelRewriter(FlatTable model, Graph[] graphs)
    {
        _model = model;
        _graphs = graphs;
        _codes = Old(model.Vector(CodesField));
        _buffers = Old(model.Vector(BuffersField));
        Convolution = AddCode(BuiltinOperator.Convolution, ConvolutionVersion);
        Reshape = AddCode(BuiltinOperator.Reshape, 1);
    }

    /// <summary>The number of the operator code of convolutions.</summary>
    public int Convolution { get; }

    /// <summary>The number of the operator code that changes shapes.</summary>
    public int Reshape { get; }

    public byte[] Rewrite(ReadOnlySpan<byte> old)
    {
        // Graphs first: they add the buffers that are written below.
        List<FlatField> graphs = [.. _graphs.Select(graph => Array.Exists(graph.Operators, step => ChannelScales.IsLayer(graph, step))
            ? new GraphRewriter(this, graph).Rewrite()
            : FlatField.Of(graph.Table.Start))];
        return new FlatWriter().Finish(
            writer => writer.Table(
            [
                FlatField.Int32(_model.Int32(0)),
                FlatField.Of(inner => inner.Tables(_codes)),
                FlatField.Of(inner => inner.Tables(graphs)),
                FlatField.Of(_model.TargetOf(3)),
                FlatField.Of(inner => inner.Tables(_buffers)),
                FlatField.Of(_model.TargetOf(5)),
                FlatField.Of(_model.TargetOf(6)),
                FlatField.Of(_model.TargetOf(7)),
            ]),
            old);
    }

    /// <summary>Adds contents of a tensor, and gives the number of their buffer.</summary>
    public int AddBuffer(byte[] contents)
    {
        _buffers.Add(FlatField.Of(writer => writer.Table([FlatField.Of(inner => inner.Bytes(contents))])));
        return _buffers.Count - 1;
    }

    private int AddCode(int code, int version)
    {
        _codes.Add(FlatField.Of(writer => writer.Table([FlatField.Byte(code), FlatField.None, FlatField.Int32(version), FlatField.Int32(code)])));
        return _codes.Count - 1;
    }

    private static List<FlatField> Old(FlatVector tables) => [.. Enumerable.Range(0, tables.Count).Select(index => FlatField.Of(tables.Table(index).Start))];
}
