using System.Text;

namespace RedisAi.Backends.Onnx;

/// <summary>Finds the files that a model's tensors name, without building the model: numbers of fields are those of onnx.proto.</summary>
internal ref struct OnnxExternalDataReader
{
    /// <summary>Graphs within attributes of nodes of graphs: no honest model comes near.</summary>
    private const int MaxDepth = 64;

    private readonly HashSet<string> _locations;

    private OnnxExternalDataReader(HashSet<string> locations) => _locations = locations;

    /// <summary>The locations in the order found; what is not a model gives none.</summary>
    public static IReadOnlyCollection<string> Read(ReadOnlySpan<byte> model)
    {
        OnnxExternalDataReader reader = new([]);
        reader.Walk(model, Message.Model, depth: 0);
        return reader._locations;
    }

    /// <summary>The messages on the way from a model to its tensors.</summary>
    private enum Message
    {
        Model,
        Graph,
        Function,
        Node,
        Attribute,
        Tensor,
        SparseTensor,
        Entry,
        Other,
    }

    private static Message FieldOf(Message message, int field) => (message, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 25) => Message.Function,
        (Message.Graph, 1) or (Message.Function, 7) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.Node, 5) or (Message.Function, 11) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) or (Message.SparseTensor, 1 or 2) => Message.Tensor,
        (Message.Tensor, 13) => Message.Entry,
        _ => Message.Other,
    };

    private readonly void Walk(ReadOnlySpan<byte> bytes, Message message, int depth)
    {
        string key = "", value = "";
        while (depth < MaxDepth && TryReadField(ref bytes, out int field, out ReadOnlySpan<byte> content))
        {
            if (message == Message.Entry)
            {
                key = field == 1 ? Encoding.UTF8.GetString(content) : key;
                value = field == 2 ? Encoding.UTF8.GetString(content) : value;
            }
            else if (FieldOf(message, field) is var inner and not Message.Other)
            {
                Walk(content, inner, depth + 1);
            }
        }

        if (message == Message.Entry && key == "location")
        {
            _locations.Add(value);
        }
    }

    /// <summary>Reads the next field; its content is empty unless it is text or a message. False at the end, or where the bytes make no sense.</summary>
    private static bool TryReadField(ref ReadOnlySpan<byte> bytes, out int field, out ReadOnlySpan<byte> content)
    {
        content = default;
        field = 0;
        if (!TryReadVarint(ref bytes, out ulong tag))
        {
            return false;
        }

        field = (int)(tag >> 3);
        ulong skipped;
        switch (tag & 7)
        {
            case 0:
                return TryReadVarint(ref bytes, out _);
            case 1:
                skipped = 8;
                break;
            case 5:
                skipped = 4;
                break;
            case 2 when TryReadVarint(ref bytes, out ulong length) && length <= (ulong)bytes.Length:
                content = bytes[..(int)length];
                skipped = length;
                break;
            default:
                return false;
        }

        if (skipped > (ulong)bytes.Length)
        {
            return false;
        }

        bytes = bytes[(int)skipped..];
        return true;
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < Math.Min(10, bytes.Length); i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
