using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;
using RedisAi.AspNetCore.Scoring;
using RedisAi.MLflow;

namespace RedisAi.AspNetCore.Deployments;

/// <summary>Answers with MLflow's errors, which have codes of their own.</summary>
/// <param name="guard">Answers all others.</param>
/// <param name="logger">Learns of what is no client's fault.</param>
internal sealed class MlflowRefusals(GuardedEndpoint guard, ILogger logger)
{
    /// <summary>A handler that never throws.</summary>
    public RequestDelegate Of(RequestDelegate handler) => guard.Of(async context =>
    {
        try
        {
            await handler(context).ConfigureAwait(false);
        }
        catch (MlflowException error) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, error).ConfigureAwait(false);
        }
    });

    private async Task RefuseAsync(HttpContext context, MlflowException error)
    {
        int status = StatusOf(error);
        if (status >= StatusCodes.Status500InternalServerError && status != StatusCodes.Status501NotImplemented)
        {
            logger.DeploymentFailed(context.Request.Method, context.Request.Path, error.Message);
        }

        if (error.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = GuardedEndpoint.Seconds(wait);
        }

        using AnswerBuffer answer = AnswerBuffer.Rent();
        MlflowErrorForm.Write(answer.Json, error.ErrorCode, error.Message);
        context.Response.StatusCode = status;
        await AnswerSender.SendAsync(context, AnswerSender.Json, answer, compressFromBytes: null).ConfigureAwait(false);
    }

    /// <summary>What an MLflow server says to this process, such as that it wants other credentials, is not said to the client as if it were meant.</summary>
    private static int StatusOf(MlflowException error) => error.ErrorCode switch
    {
        MlflowErrorCodes.ResourceDoesNotExist => StatusCodes.Status404NotFound,
        MlflowErrorCodes.NotImplemented => StatusCodes.Status501NotImplemented,
        MlflowErrorCodes.TemporarilyUnavailable or MlflowErrorCodes.RequestLimitExceeded => StatusCodes.Status503ServiceUnavailable,
        MlflowErrorCodes.Unauthenticated or MlflowErrorCodes.EndpointNotFound => StatusCodes.Status502BadGateway,
        MlflowErrorCodes.PermissionDenied => error.HttpStatus is null ? StatusCodes.Status403Forbidden : StatusCodes.Status502BadGateway,
        MlflowErrorCodes.InternalError or MlflowErrorCodes.DataLoss => error.HttpStatus is null ? StatusCodes.Status500InternalServerError : StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status400BadRequest,
    };
}
