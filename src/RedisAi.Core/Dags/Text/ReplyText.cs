namespace RedisAi.Dags.Text;

/// <summary>Errors of operations as RedisAI writes them.</summary>
internal static class ReplyText
{
    public static string Of(DagOperation operation, Exception error)
    {
        string text = error switch
        {
            DagCommandException => error.Message,
            BackendException backend => backend.NativeMessage,
            ModelNotFoundException => CommandErrors.ModelAbsent,
            ScriptNotFoundException => CommandErrors.ScriptAbsent,
            TensorMismatchException { Name: "outputs" } => operation.Kind == DagOperationKind.ScriptExecute
                ? $"Function returned unexpected number of outputs - {operation.Function}"
                : "ERR Model did not generate the expected number of outputs",
            _ => $"ERR {error.Message}",
        };
        return text.ReplaceLineEndings(" ");
    }
}
