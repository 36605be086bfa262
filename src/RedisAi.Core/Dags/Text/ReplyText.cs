namespace RedisAi.Dags.Text;

/// <summary>Errors of operations as RedisAI writes them.</summary>
internal static class ReplyText
{
    public static string Of(DagOperation operation, Exception error) => Of(operation.Kind, operation.Function, error);

    /// <param name="kind">What was called.</param>
    /// <param name="function">The function of a script; null for others.</param>
    /// <param name="error">What it has failed with.</param>
    public static string Of(DagOperationKind kind, string? function, Exception error)
    {
        string text = error switch
        {
            DagCommandException => error.Message,
            BackendException backend => backend.NativeMessage,
            ModelNotFoundException => AiErrors.ModelAbsent,
            ScriptNotFoundException => AiErrors.ScriptAbsent,
            TensorMismatchException { Name: "outputs" } => kind == DagOperationKind.ScriptExecute
                ? $"Function returned unexpected number of outputs - {function}"
                : AiErrors.ModelOutputs,
            TensorStoreFullException => AiErrors.TensorNotSaved,
            _ => $"ERR {error.Message}",
        };
        return text.ReplaceLineEndings(" ");
    }
}
