using RedisAi.Client.Protocol;

namespace RedisAi.Client.Replies;

/// <summary>A tensor as AI.TENSORGET answers it.</summary>
/// <param name="Type">RedisAI's name of the type.</param>
/// <param name="Shape">The lengths of the axes.</param>
/// <param name="Blob">The elements.</param>
internal sealed record WireTensor(string Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Blob)
{
    private static readonly string[] s_labels = ["dtype", "shape", "blob"];

    /// <exception cref="ReplyException">It is no tensor.</exception>
    public static WireTensor Parse(RespReply reply)
    {
        ReplyFields fields = new(reply, s_labels, s_labels);
        List<long> shape = [];
        foreach (RespReply length in fields["shape"].Items)
        {
            shape.Add(length.Number ?? throw new ReplyException($"the shape of the tensor has {length}"));
        }

        RespReply blob = fields["blob"];
        return blob.Kind == RespKind.Bulk ? new WireTensor(fields["dtype"].Text, shape, blob.Bytes) : throw ReplyException.Of(blob, "for the elements of the tensor ");
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
}
