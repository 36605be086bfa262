using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.Http;

/// <summary>Answers what a handler throws, in the form of its protocol.</summary>
/// <param name="form">The form.</param>
/// <param name="logger">Learns of what is the server's fault.</param>
internal sealed class GuardedEndpoint(IErrorForm form, ILogger logger)
{
    /// <summary>What web servers note of requests whose client went away.</summary>
    private const int ClientClosedRequest = 499;

    /// <summary>A handler that never throws.</summary>
    public RequestDelegate Of(RequestDelegate handler) => context => RunAsync(handler, context);

    /// <summary>Answers with a failure.</summary>
    public async Task RefuseAsync(HttpContext context, Failure failure)
    {
        using AnswerBuffer answer = AnswerBuffer.Rent();
        form.Write(answer.Json, in failure);
        if (failure.RetryAfter > TimeSpan.Zero)
        {
            context.Response.Headers.RetryAfter = Seconds(failure.RetryAfter);
        }

        context.Response.StatusCode = form.StatusOf(in failure);
        await AnswerSender.SendAsync(context, AnswerSender.Json, answer, compressFromBytes: null).ConfigureAwait(false);
    }

    /// <summary>The header knows whole seconds: rounded up, so that nobody comes too early.</summary>
    public static string Seconds(TimeSpan wait) => ((long)Math.Max(1, Math.Ceiling(wait.TotalSeconds))).ToString(CultureInfo.InvariantCulture);

    private async Task RunAsync(RequestDelegate handler, HttpContext context)
    {
        try
        {
            await handler(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (context.RequestAborted.IsCancellationRequested || error.CancellationToken == context.RequestAborted)
        {
            logger.ClientGone(context.Request.Path);
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = ClientClosedRequest;
            }
        }
#pragma warning disable CA1031 // Models written in C# throw anything; whatever it is, the client gets an answer and the log the error.
        catch (Exception error)
#pragma warning restore CA1031
        {
            await AnswerAsync(context, error).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception error)
    {
        Failure failure = Failure.Of(error);
        if (failure.IsServersFault)
        {
            logger.RequestFailed(error, context.Request.Method, context.Request.Path);
        }

        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        await RefuseAsync(context, failure).ConfigureAwait(false);
    }
}
