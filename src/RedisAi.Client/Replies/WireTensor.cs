using RedisAi.Client.Protocol;
using RedisAi.Dags.Text;

namespace RedisAi.Client.Replies;

/// <summary>A tensor as AI.TENSORGET answers it.</summary>
/// <param name="Type">RedisAI's name of the type.</param>
/// <param name="Shape">The lengths of the axes.</param>
/// <param name="Blob">The elements; none where they were not asked for.</param>
internal sealed record WireTensor(string Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Blob)
{
    private static readonly string[] s_labels = ["dtype", "shape", "blob"];

    /// <summary>A tensor with its elements.</summary>
    /// <exception cref="ReplyException">It is no tensor.</exception>
    public static WireTensor Parse(RespReply reply)
    {
        ReplyFields fields = new(reply, s_labels, s_labels);
        WireTensor head = Parse(fields);
        RespReply blob = fields["blob"];
        return blob.Kind == RespKind.Bulk ? head with { Blob = blob.Bytes } : throw ReplyException.Of(blob, "for the elements of the tensor ");
    }

    /// <summary>A tensor without its elements.</summary>
    /// <exception cref="ReplyException">It is no tensor.</exception>
    public static WireTensor ParseHead(RespReply reply) => Parse(new ReplyFields(reply, s_labels));

    /// <summary>The command that stores a tensor, with a copy of its elements.</summary>
    /// <exception cref="ReplyException">RedisAI has no name for its type, or no empty tensors.</exception>
    public static RespCommand Store(string key, AiTensor tensor)
    {
        string type = WireType.NameOf(tensor.DataType)
            ?? throw new ReplyException($"RedisAI has no tensors of {tensor.DataType}; convert it, to Float32 or Int64 for example");
        byte[] blob = tensor.DataType == TensorDataType.String ? StringBlob.Of(tensor) : tensor.AsBytes().ToArray();
        return new WireTensor(type, [.. tensor.Shape.Dimensions], blob).Store(Keyspace.LosslessText.Encode(key));
    }

    /// <summary>The command that stores it.</summary>
    public RespCommand Store(ReadOnlyMemory<byte> key)
    {
        RespCommand command = RespCommand.Of("AI.TENSORSET", key).Add(Type);
        foreach (long length in Shape)
        {
            command.Add(length);
        }

        return command.Add("BLOB").Add(Blob);
    }

    /// <summary>The shape.</summary>
    /// <exception cref="ReplyException">No tensor has it.</exception>
    public TensorShape ToShape()
    {
        try
        {
            return TensorShape.Create([.. Shape]);
        }
        catch (ArgumentException error)
        {
            throw new ReplyException($"the server answers the shape [{string.Join(',', Shape)}], which no tensor has: {error.Message}");
        }
    }

    /// <summary>A copy of it, the caller's to dispose.</summary>
    /// <exception cref="ReplyException">Type, shape and elements do not fit each other.</exception>
    public AiTensor ToTensor()
    {
        TensorDataType type = WireType.TypeOf(Type);
        if (type == TensorDataType.Undefined)
        {
            throw new ReplyException($"the server answers a tensor of the type '{Shown.Text(Type)}', which is not known");
        }

        TensorShape shape = ToShape();
        if (type == TensorDataType.String && shape.ElementCount == 0 && Blob.IsEmpty)
        {
            return AiTensor.CreateStrings(shape, []);
        }

        try
        {
            return new AiTensor(TensorContents.FromBlob(type, shape, new CommandTokens([Blob]), 0));
        }
        catch (DagCommandException)
        {
            throw new ReplyException($"the server answers {Shown.Count(Blob.Length, "byte")}, which are no elements of {Type} {shape}");
        }
    }

    private static WireTensor Parse(ReplyFields fields)
    {
        List<long> shape = [];
        foreach (RespReply length in fields["shape"].Items)
        {
            shape.Add(length.Number ?? throw new ReplyException($"the shape of the tensor has {length}"));
        }

        return new WireTensor(fields["dtype"].Text, shape, default);
    }
}
