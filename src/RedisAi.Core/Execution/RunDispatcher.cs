namespace RedisAi.Execution;

/// <summary>Decides where and when an accepted call runs. Everything that runs a model comes through here, and a scheduler belongs here.</summary>
internal static class RunDispatcher
{
    /// <summary>Runs a call and waits for it.</summary>
    public static ModelResult Run(ExecutionSlot call) => call.RunAndReturn();

    /// <summary>Runs a call: here when it is quick, which saves a change of threads (5 to 10 us), else on the thread pool.</summary>
    public static ValueTask<ModelResult> RunAsync(ExecutionSlot call)
    {
        if (call.IsQuick)
        {
            return RunHere(call);
        }

        call.Wait();
        return new ValueTask<ModelResult>(Task.Factory.StartNew(
            static state => ((ExecutionSlot)state!).RunAndReturn(), call, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default));
    }

    private static ValueTask<ModelResult> RunHere(ExecutionSlot call)
    {
        try
        {
            return new ValueTask<ModelResult>(call.RunAndReturn());
        }
#pragma warning disable CA1031 // Where a call runs must not show in how it fails.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return ValueTask.FromException<ModelResult>(error);
        }
    }
}
