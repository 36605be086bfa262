using System.Text.Json;
using RedisAi.AspNetCore.Http;
using RedisAi.MLflow;

namespace RedisAi.AspNetCore.Scoring;

/// <summary>Failures as MLflow has them: <c>{"error_code": "...", "message": "..."}</c>; never a stack trace.</summary>
internal sealed class MlflowErrorForm : IErrorForm
{
    /// <summary>MLflow says 400 when a model fails, since mostly the request has made it.</summary>
    public int StatusOf(in Failure failure) => failure.Kind == FailureKind.ModelFailed ? new Failure(FailureKind.BadRequest, "").Status : failure.Status;

    public void Write(Utf8JsonWriter json, in Failure failure) => Write(json, CodeOf(failure.Kind), failure.Message);

    public static void Write(Utf8JsonWriter json, string code, string message)
    {
        json.WriteStartObject();
        json.WriteString("error_code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
    }

    private static string CodeOf(FailureKind kind) => kind switch
    {
        FailureKind.NotFound => MlflowErrorCodes.ResourceDoesNotExist,
        FailureKind.BodyTooLarge => MlflowErrorCodes.ResourceLimitExceeded,
        FailureKind.Overloaded or FailureKind.Unavailable or FailureKind.DeadlineMissed => MlflowErrorCodes.TemporarilyUnavailable,
        FailureKind.Unexpected => MlflowErrorCodes.InternalError,
        _ => MlflowErrorCodes.BadRequest,
    };
}
