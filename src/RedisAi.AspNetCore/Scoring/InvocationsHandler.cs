using Microsoft.AspNetCore.Http;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;
using RedisAi.MLflow;
using RedisAi.MLflow.Scoring;

namespace RedisAi.AspNetCore.Scoring;

/// <summary>Answers <c>/invocations</c>: runs the model for a request.</summary>
internal sealed class InvocationsHandler(ScoredModel model, MlflowScoringOptions options, GuardedEndpoint guard)
{
    /// <summary>For requests without a session; shared by all.</summary>
    private readonly InferenceOptions? _usual = options.DefaultTimeout is { } timeout ? new InferenceOptions { Timeout = timeout } : null;

    public async Task HandleAsync(HttpContext context)
    {
        if (ContentTypes.TryRead(context.Request.ContentType, out BodyFormat format) is { } wrong)
        {
            await PlainAnswer.SendAsync(context, StatusCodes.Status415UnsupportedMediaType, wrong).ConfigureAwait(false);
            return;
        }

        Scorer scorer = model.Scorer;
        ScoringPlan plan = scorer.Plan;
        RequestSession session = RequestSession.Of(context, model.Key, options);
        InferenceOptions? asked = session.Name is null ? _usual : new InferenceOptions { Session = session.Name, Timeout = options.DefaultTimeout };
        ScoringCall call;
        try
        {
            using RequestBody body = await RequestBody.ReadAsync(context, options.MaxBodyBytes).ConfigureAwait(false);
            call = Begin(scorer, plan, body, format, asked, context.RequestAborted);
        }
        catch (MlflowException error)
        {
            await RefuseAsync(context, error).ConfigureAwait(false);
            return;
        }

        InferenceAttempt attempt = await call.Attempt.ConfigureAwait(false);
        if (!attempt.Accepted)
        {
            await guard.RefuseAsync(context, Failure.Overloaded(attempt.RetryAfter)).ConfigureAwait(false);
            return;
        }

        using ModelResult result = attempt.Result;
        if (session.Ends)
        {
            // The run is done: that the client goes away now must not leave the states behind.
            await model.Engine.EndSessionAsync(session.Name!, CancellationToken.None).ConfigureAwait(false);
        }

        using AnswerBuffer answer = AnswerBuffer.Rent();
        Predictions.Write(answer.Bytes, plan, result, call.IsUnwrapped);
        await AnswerSender.SendAsync(context, AnswerSender.Json, answer, options.CompressFromBytes).ConfigureAwait(false);
    }

    private static ScoringCall Begin(Scorer scorer, ScoringPlan plan, in RequestBody body, BodyFormat format, InferenceOptions? asked, CancellationToken aborted)
    {
        using ContiguousBytes bytes = new(body.Bytes);
        return scorer.Begin(plan, bytes.Span, format, asked, aborted);
    }

    private static async Task RefuseAsync(HttpContext context, MlflowException error)
    {
        using AnswerBuffer answer = AnswerBuffer.Rent();
        MlflowErrorForm.Write(answer.Json, error.ErrorCode, error.Message);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await AnswerSender.SendAsync(context, AnswerSender.Json, answer, compressFromBytes: null).ConfigureAwait(false);
    }
}
