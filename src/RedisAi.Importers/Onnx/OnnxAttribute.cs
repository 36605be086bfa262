using System.Buffers;
using System.Runtime.InteropServices;

namespace RedisAi.Importers.Onnx;

/// <summary>An attribute of a node: its name, and how it writes its value; numbers of fields and types are those of onnx.proto's AttributeProto.</summary>
internal sealed class OnnxAttribute
{
    private readonly string _name;
    private readonly int _type;
    private readonly Action<ProtobufWriter> _write;

    private OnnxAttribute(string name, int type, Action<ProtobufWriter> write)
    {
        _name = name;
        _type = type;
        _write = write;
    }

    /// <summary>The graph, if the value is one.</summary>
    public OnnxGraph? Body { get; private init; }

    public static OnnxAttribute Of(string name, float value) => new(name, 1, writer => writer.Single(2, value));

    public static OnnxAttribute Of(string name, long value) => new(name, 2, writer => writer.Number(3, value));

    public static OnnxAttribute Of(string name, string value) => new(name, 3, writer => writer.Text(4, value));

    /// <summary>A tensor.</summary>
    public static OnnxAttribute Of(string name, OnnxTensor value) => new(name, 4, writer =>
    {
        int message = writer.BeginMessage(5);
        value.WriteTo(writer);
        writer.End(message);
    });

    /// <summary>A graph, such as the body of a loop.</summary>
    public static OnnxAttribute Of(string name, OnnxGraph value)
    {
        return new OnnxAttribute(name, 5, Write) { Body = value };

        void Write(ProtobufWriter writer)
        {
            int message = writer.BeginMessage(6);
            value.WriteGraph(writer);
            writer.End(message);
        }
    }

    public static OnnxAttribute Of(string name, ReadOnlyMemory<float> values) => new(name, 6, writer => writer.Packed(7, values.Span));

    public static OnnxAttribute Of(string name, ReadOnlyMemory<long> values) => new(name, 7, writer => writer.Packed(8, values.Span));

    /// <summary>Numbers that are made when they are written: large graphs are not in memory twice.</summary>
    public static OnnxAttribute Integers(string name, int count, Action<Span<long>> fill) => new(name, 7, writer =>
    {
        long[] rented = ArrayPool<long>.Shared.Rent(count);
        fill(rented.AsSpan(0, count));
        writer.Packed(8, rented.AsSpan(0, count));
        ArrayPool<long>.Shared.Return(rented);
    });

    /// <summary>Likewise.</summary>
    public static OnnxAttribute Singles(string name, int count, Action<Span<float>> fill) =>
        new(name, 6, writer => writer.Bytes(7, count * sizeof(float), bytes => fill(MemoryMarshal.Cast<byte, float>(bytes))));

    public static OnnxAttribute Of(string name, IReadOnlyList<string> values) => new(name, 8, writer =>
    {
        foreach (string value in values)
        {
            writer.Text(9, value);
        }
    });

    public void WriteTo(ProtobufWriter writer)
    {
        writer.Text(1, _name);
        _write(writer);
        writer.Number(20, _type);
    }
}
