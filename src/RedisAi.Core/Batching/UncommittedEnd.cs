using RedisAi.Execution;

namespace RedisAi.Batching;

/// <summary>A call that has succeeded, and ends when the states that it has written are on the disk.</summary>
/// <param name="Call">The call.</param>
/// <param name="Result">Its outputs.</param>
internal readonly record struct UncommittedEnd(QueuedCall Call, ResultState Result)
{
    /// <summary>Ends calls once the disk has their states, and fails them when it cannot have them. Their sessions go on meanwhile: a later call's states are written later.</summary>
    /// <param name="ends">The calls, which have written their states.</param>
    /// <param name="queue">The queue of all of them.</param>
    public static async Task EndAllAsync(List<UncommittedEnd> ends, CallQueue queue)
    {
        Exception? failure = null;
        try
        {
            await queue.Settings.States!.CommitAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It is the error of the calls, wherever they are.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        foreach (UncommittedEnd end in ends)
        {
            end.End(failure);
        }

        queue.NoteEnded(ends.Count);
    }

    private void End(Exception? error)
    {
        if (error is null)
        {
            Call.Succeed(Result);
            return;
        }

        Result.Abandon();
        Call.Fail(error);
    }
}
