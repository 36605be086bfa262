using RedisAi.Client.Protocol;

namespace RedisAi.Client.Replies;

/// <summary>A model as AI.MODELGET answers it.</summary>
/// <param name="Backend">The backend, in capitals.</param>
/// <param name="Device">The device as it was typed.</param>
/// <param name="Tag">The user's own text.</param>
/// <param name="BatchSize">BATCHSIZE; 0 for none.</param>
/// <param name="MinBatchSize">MINBATCHSIZE; 0 for none.</param>
/// <param name="MinBatchTimeout">MINBATCHTIMEOUT in milliseconds; 0 for none.</param>
internal sealed record WireModel(string Backend, string Device, string Tag, long BatchSize, long MinBatchSize, long MinBatchTimeout)
{
    private static readonly string[] s_labels = ["backend", "device", "tag", "batchsize", "minbatchsize", "minbatchtimeout", "inputs", "outputs", "blob"];

    // What RedisAI answered before it had labels.
    private static readonly string[][] s_layouts = [["backend", "device", "blob"], ["backend", "device", "tag", "blob"]];

    /// <summary>The names of the inputs, as many as the model has; empty where it has none to tell, as TorchScript.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>The names of the outputs, likewise.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>The pieces of the file; none where they were not asked for.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chunks { get; init; } = [];

    public long ByteLength => Chunks.Sum(static chunk => (long)chunk.Length);

    /// <exception cref="ReplyException">It is no model.</exception>
    public static WireModel Parse(RespReply reply)
    {
        ReplyFields fields = new(reply, s_labels, s_layouts);
        return new WireModel(
            fields["backend"].Text.ToUpperInvariant(), fields["device"].Text, fields.Text("tag"), fields.Number("batchsize"), fields.Number("minbatchsize"), fields.Number("minbatchtimeout"))
        {
            Inputs = fields.Texts("inputs"),
            Outputs = fields.Texts("outputs"),
            Chunks = fields.Has("blob") ? ParseBlob(fields["blob"]) : [],
        };
    }

    /// <summary>The pieces of a file: one, or an array of them.</summary>
    /// <exception cref="ReplyException">They are none.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> ParseBlob(RespReply reply)
    {
        IReadOnlyList<RespReply> pieces = reply.Kind == RespKind.Array ? reply.Items : [reply];
        List<ReadOnlyMemory<byte>> chunks = [];
        foreach (RespReply piece in pieces)
        {
            chunks.Add(piece.Kind == RespKind.Bulk ? piece.Bytes : throw ReplyException.Of(piece, "for the file of the model "));
        }

        return chunks;
    }

    /// <summary>The command that stores it.</summary>
    public RespCommand Store(ReadOnlyMemory<byte> key)
    {
        RespCommand command = RespCommand.Of("AI.MODELSTORE", key).Add(Backend, Device, "TAG", Tag)
            .Add("BATCHSIZE").Add(BatchSize).Add("MINBATCHSIZE").Add(MinBatchSize).Add("MINBATCHTIMEOUT").Add(MinBatchTimeout).Add("BLOB");
        foreach (ReadOnlyMemory<byte> chunk in Chunks)
        {
            command.Add(chunk);
        }

        return command;
    }
}
