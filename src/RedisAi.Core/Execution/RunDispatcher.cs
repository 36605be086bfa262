namespace RedisAi.Execution;

/// <summary>Decides where and when an accepted call runs. Everything that runs a model or a script comes through here, and a scheduler belongs here.</summary>
internal static class RunDispatcher
{
    /// <summary>Runs a call and waits for it.</summary>
    public static TResult Run<TResult>(ExecutionSlot<TResult> call)
        where TResult : struct => call.RunAndReturn();

    /// <summary>Runs a call: here when it is quick, which saves a change of threads (5 to 10 us), else on the thread pool.</summary>
    public static ValueTask<TResult> RunAsync<TResult>(ExecutionSlot<TResult> call)
        where TResult : struct
    {
        if (call.IsQuick)
        {
            return RunHere(call);
        }

        call.Wait();
        return new ValueTask<TResult>(Task.Factory.StartNew(
            static state => ((ExecutionSlot<TResult>)state!).RunAndReturn(), call, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default));
    }

    private static ValueTask<TResult> RunHere<TResult>(ExecutionSlot<TResult> call)
        where TResult : struct
    {
        try
        {
            return new ValueTask<TResult>(call.RunAndReturn());
        }
#pragma warning disable CA1031 // Where a call runs must not show in how it fails.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return ValueTask.FromException<TResult>(error);
        }
    }
}
