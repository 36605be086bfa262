using Microsoft.Extensions.Logging;
using RedisAi.Backends;

namespace RedisAi.Batching;

/// <summary>Whether calls of a model share runs.</summary>
/// <param name="Rows">Which axes have the rows; null when each call is a run of its own.</param>
/// <param name="Info">What the application is told.</param>
/// <param name="MeasuredRuns">What runs took while this was found out, by their number of rows; may be empty.</param>
internal sealed record MergeDecision(RowLayout? Rows, BatchingInfo Info, IReadOnlyList<(int Rows, long Ticks)> MeasuredRuns)
{
    /// <summary>Each call is a run of its own.</summary>
    public static MergeDecision Alone(string reason) => new(null, new BatchingInfo(IsMerged: false, reason), []);

    /// <summary>Decides for a model that was loaded. Where merging is possible the model is run, to see whether its rows are independent.</summary>
    /// <remarks>
    /// <see cref="BatchingMode.Auto"/> cannot do without those runs. <see cref="BatchingMode.On"/> only tells what they have shown, and goes
    /// without them when the model is not to be warmed up, either.
    /// </remarks>
    public static MergeDecision Decide(
        IModelSession session, MergeOptions options, TimeProvider time, ILogger logger, string key, CancellationToken cancellationToken)
    {
        bool on = options.Batching.Mode == BatchingMode.On;
        RowLayout? rows = RowLayoutFinder.Find(session.Signature, options, session.DeclaresRows, out string where);
        if (rows is not null && options.Batching.BatchSize == 1)
        {
            (rows, where) = (null, "BatchSize is 1");
        }

        if (rows is null && options.Batching.Mode == BatchingMode.Auto && session is FunctionSession)
        {
            // Whatever its signature says: nobody but its author knows whether it may be called with made-up inputs.
            where = "a C# function is merged only under BatchingMode.On";
        }

        if (rows is null)
        {
            if (on)
            {
                logger.CannotMerge(key, where);
            }

            return Alone(where);
        }

        if (on && !options.WarmUp)
        {
            return new MergeDecision(rows, new BatchingInfo(IsMerged: true, $"BatchingMode.On says so; {where}; without a warm-up it was not tried"), []);
        }

        using IModelExecution execution = session.CreateExecution();

        // The probe looks at the token between runs; a run that is going on is stopped.
        using CancellationTokenRegistration stop = cancellationToken.UnsafeRegister(static execution => ((IModelExecution)execution!).Cancel(), execution);
        IndependenceProbe probe = new(session, execution, rows, options, time, cancellationToken);
        ProbeVerdict verdict = probe.Run();
        Tell(logger, key, on, verdict);
        return on
            ? new MergeDecision(rows, new BatchingInfo(IsMerged: true, $"BatchingMode.On says so; {where}; the probe {Said(verdict)}"), probe.MeasuredRuns)
            : verdict.Outcome == ProbeOutcome.Confirmed
                ? new MergeDecision(rows, new BatchingInfo(IsMerged: true, $"{where}; the probe {Said(verdict)}"), probe.MeasuredRuns)
                : Alone($"{where}; but the probe {Said(verdict)}");
    }

    private static void Tell(ILogger logger, string key, bool on, ProbeVerdict verdict)
    {
        if (on && verdict.Outcome == ProbeOutcome.Refuted)
        {
            logger.ProbeContradicts(key, verdict.Reason);
        }
        else
        {
            logger.RowsProbed(key, verdict.Outcome, verdict.Reason);
        }
    }

    private static string Said(ProbeVerdict verdict) => verdict.Outcome switch
    {
        ProbeOutcome.Confirmed => $"has confirmed it: {verdict.Reason}",
        ProbeOutcome.Refuted => $"has refuted it: {verdict.Reason}",
        _ => $"could not tell: {verdict.Reason}",
    };
}
