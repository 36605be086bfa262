using Microsoft.AspNetCore.Http;
using RedisAi.AspNetCore.Http;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Runs a model for a request.</summary>
internal sealed class InferHandler(OfferedModels models, OpenInferenceOptions options, GuardedEndpoint guard)
{
    /// <summary>For requests that say nothing of time or sequence; shared by all.</summary>
    private readonly InferenceOptions? _usual = options.DefaultTimeout is { } timeout ? new InferenceOptions { Timeout = timeout } : null;

    public async Task HandleAsync(HttpContext context)
    {
        IModel model = models.Find(context);
        InferenceRequest request;
        using (RequestBody body = await RequestBody.ReadAsync(context, options.MaxBodyBytes).ConfigureAwait(false))
        {
            request = Read(context, body, model);
        }

        using (request)
        {
            await RunAsync(context, model, request).ConfigureAwait(false);
        }
    }

    private static InferenceRequest Read(HttpContext context, in RequestBody body, IModel model)
    {
        long length = BinaryHeader.LengthOfText(context.Request.Headers[BinaryHeader.Name], body.Bytes.Length);
        using ContiguousBytes text = new(body.Bytes.Slice(0, length));
        return RequestReader.Read(text.Span, body.Bytes.Slice(length), model.Key, model.Signature);
    }

    private async Task RunAsync(HttpContext context, IModel model, InferenceRequest request)
    {
        string? session = SessionOf(context, model, request.Parameters);
        if (session is not null && request.Parameters.IsStart)
        {
            // What an earlier sequence of the name has left.
            await models.Engine.EndSessionAsync(session, context.RequestAborted).ConfigureAwait(false);
        }

        InferenceAttempt attempt = await BeginAsync(model, request, session, context.RequestAborted).ConfigureAwait(false);
        if (!attempt.Accepted)
        {
            await guard.RefuseAsync(context, Failure.Overloaded(attempt.RetryAfter)).ConfigureAwait(false);
            return;
        }

        using ModelResult result = attempt.Result;
        if (session is not null && request.Parameters.IsEnd)
        {
            // The run is done: that the client goes away now must not leave the states behind.
            await models.Engine.EndSessionAsync(session, CancellationToken.None).ConfigureAwait(false);
        }

        await InferAnswer.SendAsync(context, request, model.Key, result, options.CompressFromBytes).ConfigureAwait(false);
    }

    private ValueTask<InferenceAttempt> BeginAsync(IModel model, InferenceRequest request, string? session, CancellationToken aborted)
    {
        InferenceOptions? asked = session is null && request.Parameters.Timeout is null
            ? _usual
            : new InferenceOptions { Session = session, Timeout = request.Parameters.Timeout ?? options.DefaultTimeout };
        ValueTask<InferenceAttempt> call = model.TryRunAsync(request.Inputs, asked, aborted);

        // The call has references of its own by now; the memory is free as soon as it ends.
        request.Dispose();
        return call;
    }

    /// <summary>The session of a request; null for none.</summary>
    /// <exception cref="RequestRefusedException">It may not name one, or begins or ends one without naming it.</exception>
    private string? SessionOf(HttpContext context, IModel model, in InferenceParameters parameters)
    {
        if (parameters.Sequence is not { } sequence)
        {
            return parameters.IsStart || parameters.IsEnd
                ? throw new RequestRefusedException("'sequence_start' and 'sequence_end' need a 'sequence_id' that is neither 0 nor empty.")
                : null;
        }

        if (!options.AllowSequences)
        {
            throw new RequestRefusedException("This endpoint keeps no sequences: leave 'sequence_id' out, and send the states as inputs.");
        }

        if (options.SessionName is null)
        {
            return sequence;
        }

        return options.SessionName(context, model.Key, sequence) is { Length: > 0 } session
            ? session
            : throw new InvalidOperationException($"{nameof(OpenInferenceOptions)}.{nameof(OpenInferenceOptions.SessionName)} has given no name for a sequence of model '{model.Key}'.");
    }
}
