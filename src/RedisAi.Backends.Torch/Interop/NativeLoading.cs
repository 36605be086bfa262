namespace RedisAi.Backends.Torch.Interop;

/// <summary>Loads or compiles on a thread of its own, for the sake of its stack; a caller may stop waiting for it.</summary>
internal static unsafe class NativeLoading
{
    /// <summary>Loading and compiling recurse over the source; a source of some kilobytes can exceed the stack of a usual thread.</summary>
    private const int StackBytes = 512 << 20;

    /// <summary>Runs a native function that makes a module, and waits for it.</summary>
    /// <param name="load">Makes the module and writes its address.</param>
    /// <param name="toException">Explains a status, on the thread that got it.</param>
    /// <param name="abandon">Ends the wait. The function cannot be stopped: it goes on, and what it makes is freed.</param>
    public static TorchModuleHandle Run(Func<nint, RaitStatus> load, Func<RaitStatus, Exception> toException, CancellationToken abandon)
    {
        TaskCompletionSource<TorchModuleHandle> made = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() => Load(load, toException, made), StackBytes) { IsBackground = true, Name = "RedisAi libtorch loader" };
        thread.UnsafeStart();
        try
        {
            return made.Task.WaitAsync(abandon).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            _ = made.Task.ContinueWith(
                static late =>
                {
                    if (late.IsCompletedSuccessfully)
                    {
                        late.Result.Dispose();
                    }

                    // Looked at, so that nobody is told of an exception that nobody waits for.
                    _ = late.Exception;
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            throw;
        }
    }

    private static void Load(Func<nint, RaitStatus> load, Func<RaitStatus, Exception> toException, TaskCompletionSource<TorchModuleHandle> made)
    {
        try
        {
            TorchModuleHandle handle = new();
            nint module = 0;
            RaitStatus status = load((nint)(&module));
            if (status != RaitStatus.Ok)
            {
                made.SetException(toException(status));
                return;
            }

            handle.Own(module);
            made.SetResult(handle);
        }
#pragma warning disable CA1031 // It is thrown on the thread that waits.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            made.SetException(failure);
        }
    }
}
