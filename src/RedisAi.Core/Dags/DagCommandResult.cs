namespace RedisAi;

/// <summary>What has become of a <see cref="DagCommand"/>: one reply for each operation. Dispose it once you are done with its tensors.</summary>
public sealed class DagCommandResult : IDisposable
{
    internal DagCommandResult(IReadOnlyList<DagOperationReply> replies) => Replies = replies;

    /// <summary>Gets the replies, in the order of the operations.</summary>
    public IReadOnlyList<DagOperationReply> Replies { get; }

    /// <summary>Gets whether an operation has failed; then nothing was persisted.</summary>
    public bool HasFailed => Replies.Any(static reply => reply.Kind == DagOperationReplyKind.Error);

    /// <summary>Releases the tensors.</summary>
    public void Dispose()
    {
        foreach (DagOperationReply reply in Replies)
        {
            reply.Tensor?.Dispose();
        }
    }
}
