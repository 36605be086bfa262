using System.Net;

namespace RedisAi.MLflow.Rest;

/// <summary>Makes errors of answers.</summary>
internal static class RestErrors
{
    private static readonly string[] s_absentFile = ["No such file or directory", "No such artifact", "NoSuchKey"];

    /// <summary>The error that an answer stands for.</summary>
    /// <param name="answer">An answer that is no success.</param>
    /// <param name="loginScheme">What kind of login went along; null for none.</param>
    public static MlflowException Of(RestAnswer answer, string? loginScheme)
    {
        ErrorBody body = ErrorBody.Parse(answer.Body);
        bool isDisabled = IsDisabled(answer, body);
        bool isAbsent = answer.Status == HttpStatusCode.InternalServerError && Array.Exists(s_absentFile, text => body.Text.Contains(text, StringComparison.Ordinal));
        string code = isDisabled ? MlflowErrorCodes.FeatureDisabled
            : isAbsent ? MlflowErrorCodes.ResourceDoesNotExist
            : body.Code ?? CodeOf(answer.Status);
        string server = answer.Request.Uri.GetLeftPart(UriPartial.Authority);
        string text = body.Text.Length == 0 ? "" : $": {body.Text.TrimEnd('.')}";
        string message = $"The server at {server} answers {answer.Request.Name} with {(int)answer.Status} ({code}){text}.{Remedy(answer, body, isDisabled, loginScheme)}";
        return new MlflowException(message, code, answer.Status)
        {
            IsTransient = !isDisabled && !isAbsent && IsTransient(answer.Status),
            IsUnprocessed = answer.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable,
            RetryAfter = answer.RetryAfter is { } wait ? (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) : null,
        };
    }

    /// <summary>A server without artifact proxy says 503 as well, and will say so for ever.</summary>
    private static bool IsDisabled(RestAnswer answer, ErrorBody body) =>
        answer.Status == HttpStatusCode.ServiceUnavailable && body.Text.Contains("serve-artifacts", StringComparison.Ordinal);

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout
            or HttpStatusCode.TooManyRequests
            or HttpStatusCode.InternalServerError
            or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout;

    private static string CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => MlflowErrorCodes.Unauthenticated,
        HttpStatusCode.Forbidden => MlflowErrorCodes.PermissionDenied,

        // What is not there is said in JSON; a page, or no code, is of a server that does not know the route.
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => MlflowErrorCodes.EndpointNotFound,
        HttpStatusCode.Conflict => MlflowErrorCodes.ResourceAlreadyExists,
        HttpStatusCode.RequestEntityTooLarge => MlflowErrorCodes.ResourceLimitExceeded,
        HttpStatusCode.TooManyRequests => MlflowErrorCodes.RequestLimitExceeded,
        HttpStatusCode.NotImplemented => MlflowErrorCodes.NotImplemented,
        HttpStatusCode.InternalServerError => MlflowErrorCodes.InternalError,
        HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => MlflowErrorCodes.TemporarilyUnavailable,
        >= HttpStatusCode.InternalServerError => MlflowErrorCodes.InternalError,
        _ => MlflowErrorCodes.BadRequest,
    };

    private static string Remedy(RestAnswer answer, ErrorBody body, bool isDisabled, string? loginScheme)
    {
        if (isDisabled)
        {
            return " It does not hand artifacts through: start it with --serve-artifacts.";
        }

        return answer.Status switch
        {
            HttpStatusCode.Unauthorized when loginScheme is null =>
                " No login was sent: set Username and Password (MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD, or ~/.mlflow/credentials), or Token (MLFLOW_TRACKING_TOKEN).",
            HttpStatusCode.Unauthorized when loginScheme == "Bearer" && answer.WantsBasic =>
                " A token was sent, and it wants a user: set Username and Password (MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD).",
            HttpStatusCode.Unauthorized => " The login that was sent is not accepted: check Username and Password, or Token.",
            HttpStatusCode.Forbidden when body.Text.Contains("Host header", StringComparison.OrdinalIgnoreCase) =>
                " It does not know itself by this name: start it with --allowed-hosts, or use another address for it.",
            _ => "",
        };
    }
}
