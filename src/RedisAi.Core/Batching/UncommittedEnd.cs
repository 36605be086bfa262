using RedisAi.Execution;
using RedisAi.Sessions;

namespace RedisAi.Batching;

/// <summary>A call that has succeeded, and ends when the states that it has written are kept: on the disk, or by the store that several processes share.</summary>
/// <param name="Call">The call.</param>
/// <param name="Result">Its outputs.</param>
internal readonly record struct UncommittedEnd(QueuedCall Call, ResultState Result)
{
    /// <summary>Ends calls once their states are kept, and fails them when they cannot be. Their sessions go on meanwhile: a later call's states are written later.</summary>
    /// <param name="ends">The calls, which have written their states.</param>
    /// <param name="queue">The queue of all of them.</param>
    public static void EndAll(List<UncommittedEnd> ends, CallQueue queue)
    {
        SessionStates states = queue.Settings.States!;
        if (!states.IsShared)
        {
            _ = EndAsync(ends, states.CommitAsync, queue);
            return;
        }

        foreach (UncommittedEnd end in ends)
        {
            _ = EndAsync([end], () => end.Call.Commit ?? Task.CompletedTask, queue);
        }
    }

    private static async Task EndAsync(List<UncommittedEnd> ends, Func<Task> commit, CallQueue queue)
    {
        Exception? failure = null;
        try
        {
            await commit().ConfigureAwait(false);
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
