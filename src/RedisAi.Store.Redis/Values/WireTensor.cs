using RedisAi.Dags.Text;
using RedisAi.Keyspace;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Tensors as AI.TENSORSET takes and AI.TENSORGET gives them.</summary>
internal static class WireTensor
{
    private static readonly (TensorDataType Type, string Name)[] s_names =
    [
        (TensorDataType.Float32, "FLOAT"),
        (TensorDataType.Float64, "DOUBLE"),
        (TensorDataType.Int8, "INT8"),
        (TensorDataType.Int16, "INT16"),
        (TensorDataType.Int32, "INT32"),
        (TensorDataType.Int64, "INT64"),
        (TensorDataType.UInt8, "UINT8"),
        (TensorDataType.UInt16, "UINT16"),
        (TensorDataType.Bool, "BOOL"),
        (TensorDataType.String, "STRING"),
    ];

    /// <summary>The arguments of the command that stores a tensor.</summary>
    /// <param name="key">The key in Redis.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="ArgumentException">RedisAI has no such tensors.</exception>
    public static object[] Store(RedisKey key, AiTensor tensor)
    {
        string name = Array.Find(s_names, pair => pair.Type == tensor.DataType).Name
            ?? throw new ArgumentException($"RedisAI has no tensors of {tensor.DataType}; convert it, to Float32 or Int64 for example.", nameof(tensor));
        byte[] blob = tensor.DataType == TensorDataType.String ? Texts(tensor) : tensor.AsBytes().ToArray();
        return [key, name, .. tensor.Shape.Dimensions.ToArray().Select(static length => (object)length), "BLOB", blob];
    }

    /// <summary>The tensor of an answer to <c>META BLOB</c>.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static FoundTensor Parse(RedisResult reply, TimeSpan? timeToLive)
    {
        (TensorDataType type, TensorShape shape) = ParseHead(reply);
        byte[] blob = (byte[]?)Field(reply, "blob") ?? [];
        try
        {
            return new FoundTensor(TensorContents.FromBlob(type, shape, new CommandTokens([blob]), 0), FoundTensor.None, timeToLive);
        }
        catch (DagCommandException error)
        {
            throw new InvalidDataException($"{blob.Length} bytes are no elements of {type}{shape}.", error);
        }
    }

    /// <summary>Type and shape of an answer.</summary>
    /// <exception cref="InvalidDataException">It has none.</exception>
    public static (TensorDataType Type, TensorShape Shape) ParseHead(RedisResult reply)
    {
        string name = (string?)Field(reply, "dtype") ?? "";
        TensorDataType type = Array.Find(s_names, pair => string.Equals(pair.Name, name, StringComparison.OrdinalIgnoreCase)).Type;
        if (type == TensorDataType.Undefined)
        {
            throw new InvalidDataException($"Its type is '{name}', which is not known.");
        }

        try
        {
            return (type, TensorShape.Create((long[]?)Field(reply, "shape") ?? []));
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    private static RedisResult Field(RedisResult reply, string name)
    {
        for (int i = 0; i + 1 < reply.Length; i += 2)
        {
            if (string.Equals((string?)reply[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return reply[i + 1];
            }
        }

        throw new InvalidDataException($"The answer has no '{name}'.");
    }

    /// <summary>Texts, each with a zero at its end.</summary>
    private static byte[] Texts(AiTensor tensor)
    {
        using MemoryStream blob = new();
        foreach (string text in tensor.AsStrings())
        {
            if (text.Contains('\0'))
            {
                throw new ArgumentException("RedisAI ends a text at a zero, and a text of the tensor has one within.", nameof(tensor));
            }

            blob.Write(LosslessText.Encode(text));
            blob.WriteByte(0);
        }

        return blob.ToArray();
    }
}
