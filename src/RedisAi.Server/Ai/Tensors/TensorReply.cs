using RedisAi.Client.Replies;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Ai.Tensors;

/// <summary>Writes a tensor as AI.TENSORGET answers.</summary>
internal static class TensorReply
{
    /// <summary>Writes exactly one reply: an error where RedisAI has no name for the type.</summary>
    /// <param name="reply">Where to.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="format">What was asked for.</param>
    public static void Write(IReplyWriter reply, AiTensor tensor, DagTensorFormat format)
    {
        bool all = format is DagTensorFormat.None or (DagTensorFormat.Meta | DagTensorFormat.Blob);
        bool meta = all || format.HasFlag(DagTensorFormat.Meta);
        bool values = format.HasFlag(DagTensorFormat.Values);
        string? name = WireType.NameOf(tensor.DataType);
        if (name is null && (meta || values))
        {
            reply.Error("ERR unsupported dtype");
            return;
        }

        if (meta)
        {
            reply.Array(all || values ? 6 : 4);
            reply.Bulk("dtype"u8);
            reply.Bulk(name!);
            reply.Bulk("shape"u8);
            WriteShape(reply, tensor.Shape);
        }

        if (values)
        {
            WriteLabel(reply, "values"u8, meta);
            WriteValues(reply, tensor);
        }
        else if (all || !meta)
        {
            WriteLabel(reply, "blob"u8, meta);
            WriteBlob(reply, tensor);
        }
    }

    private static void WriteLabel(IReplyWriter reply, ReadOnlySpan<byte> label, bool isWanted)
    {
        if (isWanted)
        {
            reply.Bulk(label);
        }
    }

    private static void WriteShape(IReplyWriter reply, TensorShape shape)
    {
        reply.Array(shape.Rank);
        foreach (long length in shape)
        {
            reply.Integer(length);
        }
    }

    private static void WriteBlob(IReplyWriter reply, AiTensor tensor)
    {
        if (tensor.DataType == TensorDataType.String)
        {
            reply.Bulk(StringBlob.Of(tensor));
        }
        else
        {
            reply.Bulk(tensor);
        }
    }

    private static void WriteValues(IReplyWriter reply, AiTensor tensor)
    {
        reply.Array(checked((int)tensor.ElementCount));
        switch (tensor.DataType)
        {
            case TensorDataType.Float32:
                WriteValues(reply, tensor.AsSpan<float>(), static (reply, value) => reply.Double(value));
                break;
            case TensorDataType.Float64:
                WriteValues(reply, tensor.AsSpan<double>(), static (reply, value) => reply.Double(value));
                break;
            case TensorDataType.Int8:
                WriteValues(reply, tensor.AsSpan<sbyte>(), static (reply, value) => reply.Integer(value));
                break;
            case TensorDataType.Int16:
                WriteValues(reply, tensor.AsSpan<short>(), static (reply, value) => reply.Integer(value));
                break;
            case TensorDataType.Int32:
                WriteValues(reply, tensor.AsSpan<int>(), static (reply, value) => reply.Integer(value));
                break;
            case TensorDataType.Int64:
                WriteValues(reply, tensor.AsSpan<long>(), static (reply, value) => reply.Integer(value));
                break;
            case TensorDataType.UInt8:
                WriteValues(reply, tensor.AsSpan<byte>(), static (reply, value) => reply.Integer(value));
                break;
            case TensorDataType.UInt16:
                WriteValues(reply, tensor.AsSpan<ushort>(), static (reply, value) => reply.Integer(value));
                break;
            case TensorDataType.Bool:
                WriteValues(reply, tensor.AsSpan<bool>(), static (reply, value) => reply.Integer(value ? 1 : 0));
                break;
            default:
                WriteValues(reply, tensor.AsStrings(), static (reply, value) => reply.Bulk(value));
                break;
        }
    }

    private static void WriteValues<T>(IReplyWriter reply, ReadOnlySpan<T> values, Action<IReplyWriter, T> write)
    {
        foreach (T value in values)
        {
            write(reply, value);
        }
    }
}
