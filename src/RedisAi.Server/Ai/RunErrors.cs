using RedisAi.Dags.Text;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Ai;

/// <summary>What RedisAI says of runs that have failed.</summary>
internal static class RunErrors
{
    /// <summary>Whether a call was not answered in the time that it gave itself: also where that was known before it ran.</summary>
    public static bool IsTimeout(Exception error, bool hasTimeout) => error is TimeoutException || (hasTimeout && error is EngineOverloadedException);

    /// <summary>Whether a client is told of it: models that are written in C# may throw anything.</summary>
    public static bool IsReply(Exception error) => error is not OutOfMemoryException;

    /// <summary>Answers a command with what its run has thrown.</summary>
    /// <param name="reply">Where to.</param>
    /// <param name="error">What was thrown.</param>
    /// <param name="hasTimeout">Whether the command has given itself a time.</param>
    /// <param name="kind">What it has called.</param>
    /// <param name="function">The function of a script; null for a model.</param>
    public static void Write(IReplyWriter reply, Exception error, bool hasTimeout, DagOperationKind kind, string? function)
    {
        if (IsTimeout(error, hasTimeout))
        {
            reply.Status("TIMEDOUT");
        }
        else
        {
            reply.Error(TextOf(error, kind, function));
        }
    }

    public static string TextOf(Exception error, DagOperationKind kind, string? function) => kind == DagOperationKind.ModelExecute && error is TensorMismatchException mismatch
        ? OnnxInputErrors.TextOf(mismatch) ?? ReplyText.Of(kind, function, error)
        : ReplyText.Of(kind, function, error);
}
