using RedisAi.Dags.Text;

namespace RedisAi;

/// <summary>What has become of one operation of a <see cref="DagCommand"/>.</summary>
public sealed class DagOperationReply
{
    internal DagOperationReply(DagOperation operation, DagOperationReplyKind kind, AiTensor? tensor = null, Exception? error = null)
    {
        Operation = operation;
        Kind = kind;
        Tensor = tensor;
        Error = error;
    }

    internal DagOperation Operation { get; }

    /// <summary>Gets which of the following it is.</summary>
    public DagOperationReplyKind Kind { get; }

    /// <summary>Gets the tensor of an <c>AI.TENSORGET</c>, borrowed: it is disposed with the result; null for others.</summary>
    public AiTensor? Tensor { get; }

    /// <summary>Gets what the operation has failed with; null when it has not.</summary>
    public Exception? Error { get; }

    /// <summary>Gets the error as RedisAI writes it, in one line and without the minus sign of the protocol; null when there is none.</summary>
    public string? ErrorText => Error is null ? null : ReplyText.Of(Operation, Error);

    /// <summary>Returns <c>OK</c>, <c>NA</c>, the error, or type and shape of the tensor.</summary>
    public override string ToString() => Kind switch
    {
        DagOperationReplyKind.Ok => "OK",
        DagOperationReplyKind.NotRun => "NA",
        DagOperationReplyKind.Tensor => $"{Tensor}",
        _ => ErrorText!,
    };
}
