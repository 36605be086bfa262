namespace RedisAi.Server.Importing;

/// <summary>A tensor as AI.TENSORGET answers it.</summary>
/// <param name="Type">RedisAI's name of the type.</param>
/// <param name="Shape">The lengths of the axes.</param>
/// <param name="Blob">The elements.</param>
internal sealed record SourceTensor(string Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Blob)
{
    private static readonly string[] s_labels = ["dtype", "shape", "blob"];

    /// <exception cref="ImportException">It is no tensor.</exception>
    public static SourceTensor Parse(RespReply reply)
    {
        ReplyFields fields = new(reply, s_labels, s_labels);
        List<long> shape = [];
        foreach (RespReply length in fields["shape"].Items)
        {
            shape.Add(length.Number ?? throw new ImportException($"the shape of the tensor has {length}"));
        }

        RespReply blob = fields["blob"];
        return blob.Kind == RespKind.Bulk ? new SourceTensor(fields["dtype"].Text, shape, blob.Bytes) : throw ImportException.Of(blob, "for the elements of the tensor ");
    }

    /// <summary>The command that stores it.</summary>
    public ImportCommand Store(ReadOnlyMemory<byte> key)
    {
        ImportCommand command = ImportCommand.Of("AI.TENSORSET", key).Add(Type);
        foreach (long length in Shape)
        {
            command.Add(length);
        }

        return command.Add("BLOB").Add(Blob);
    }
}
