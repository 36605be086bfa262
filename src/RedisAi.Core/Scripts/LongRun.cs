namespace RedisAi.Scripts;

/// <summary>A call of a script that runs on a thread of the engine's, since it may take long.</summary>
internal sealed class LongRun(ScriptSlot call) : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource<ScriptResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<ScriptResult> Result => _end.Task;

    public void Execute()
    {
        try
        {
            _end.SetResult(call.RunAndReturn());
        }
#pragma warning disable CA1031 // It goes to the caller.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _end.SetException(error);
        }
    }
}
