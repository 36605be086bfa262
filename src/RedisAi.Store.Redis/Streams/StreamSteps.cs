using Microsoft.Extensions.Logging;

namespace RedisAi.Store.Redis;

/// <summary>Works on messages: runs the model or the plan, and ends them with what came of it.</summary>
internal sealed class StreamSteps(
    StreamTargets targets, ISessionPublisher sessions, StreamPublisher publisher, StreamWorkerOptions options, StreamWorkerStatus status, ILogger logger)
{
    private static readonly TimeSpan s_leastDelay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_mostDelay = TimeSpan.FromSeconds(5);

    private readonly string _stream = status.Stream;

    /// <summary>Works on messages of one session, one after the other, and ends them in one step.</summary>
    /// <param name="session">The session.</param>
    /// <param name="messages">The next messages of the session, in their order; at least one.</param>
    /// <param name="stop">No further message is begun.</param>
    /// <param name="abort">Stops runs that are under way.</param>
    public async Task<StepOutcome> RunAsync(string session, IReadOnlyList<StreamMessage> messages, CancellationToken stop, CancellationToken abort)
    {
        List<FinishedMessage> finished = new(messages.Count);
        Exception? failure = null;
        using (SessionPublication publication = await sessions.BeginAsync(session, stop).ConfigureAwait(false))
        {
            foreach (StreamMessage message in messages)
            {
                if (finished.Count > 0 && stop.IsCancellationRequested)
                {
                    break;
                }

                try
                {
                    finished.Add(new FinishedMessage(message, await RunAsync(message, abort).ConfigureAwait(false)));
                    publication.Keep();
                }
#pragma warning disable CA1031 // Whatever a message does, the worker goes on.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    publication.Undo();
                    failure = error;
                    break;
                }
            }

            if (finished.Count > 0)
            {
                FinishOutcome outcome = await publisher.FinishAsync(publication, finished).ConfigureAwait(false);
                status.Ended(outcome, finished.Count);
                if (outcome != FinishOutcome.Finished)
                {
                    logger.StreamSessionLost(_stream, session, outcome);
                    return new StepOutcome(0, IsLost: true, s_leastDelay);
                }
            }
        }

        return failure is null ? new StepOutcome(finished.Count, IsLost: false, TimeSpan.Zero) : await FailAsync(messages[finished.Count], failure, finished.Count).ConfigureAwait(false);
    }

    /// <summary>Works on a message that has no session.</summary>
    public async Task<StepOutcome> RunAsync(StreamMessage message, CancellationToken stop, CancellationToken abort)
    {
        stop.ThrowIfCancellationRequested();
        StreamField[] output = [];
        try
        {
            if (message.IsGone)
            {
                logger.StreamMessageGone(_stream, message.Id);
            }
            else
            {
                output = await RunAsync(message, abort).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever a message does, the worker goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return await FailAsync(message, error, ended: 0).ConfigureAwait(false);
        }

        status.Ended(await publisher.FinishAsync(new FinishedMessage(message, output)).ConfigureAwait(false), 1);
        return new StepOutcome(1, IsLost: false, TimeSpan.Zero);
    }

    /// <summary>Gives a message to the dead letters that has ended processes.</summary>
    /// <param name="message">The message.</param>
    /// <param name="deaths">How many.</param>
    public Task<StepOutcome> GiveUpAsync(StreamMessage message, int deaths) =>
        FailAsync(message, new InvalidOperationException($"Its run has ended the process of its worker, {deaths} times."), ended: 0, mostFailures: 1);

    private async Task<StreamField[]> RunAsync(StreamMessage message, CancellationToken abort)
    {
        StreamTarget target = targets.Find();
        NamedTensors inputs = options.ReadInputs?.Invoke(message) ?? MessageInputs.Read(message, target.Inputs);
        try
        {
            return await target.RunAsync(inputs, message.Session, options.Timeout, outputs => MessageOutputs.Write(message, outputs, options), abort).ConfigureAwait(false);
        }
        finally
        {
            MessageInputs.Dispose(inputs);
        }
    }

    private async Task<StepOutcome> FailAsync(StreamMessage message, Exception error, int ended, int? mostFailures = null)
    {
        if (Blame.IsOnStore(error))
        {
            status.NoteTrouble(error);
            return new StepOutcome(ended, IsLost: true, status.NextDelay());
        }

        if (Blame.IsOnSurroundings(error))
        {
            if (status.NoteTrouble(error))
            {
                logger.StreamHeldUp(error, _stream);
            }

            return new StepOutcome(ended, IsLost: false, error is EngineOverloadedException overloaded ? overloaded.RetryAfter : status.NextDelay());
        }

        MessageFailure failure = await publisher.FailAsync(message, error, mostFailures ?? options.MaxFailures).ConfigureAwait(false);
        if (failure.Count < 0)
        {
            return new StepOutcome(ended, IsLost: true, s_leastDelay);
        }

        status.Failed(failure.IsDead);
        if (failure.IsDead)
        {
            logger.StreamMessageDead(error, _stream, message.Id, failure.Count);
            return new StepOutcome(ended + 1, IsLost: false, TimeSpan.Zero);
        }

        logger.StreamMessageFailed(error, _stream, message.Id, failure.Count, options.MaxFailures);
        return new StepOutcome(ended, IsLost: false, DelayAfter(failure.Count));
    }

    private TimeSpan DelayAfter(int failures)
    {
        double delay = options.RetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 20));
        return TimeSpan.FromMilliseconds(Math.Min(delay, Math.Max(s_mostDelay.TotalMilliseconds, options.RetryDelay.TotalMilliseconds)));
    }
}
