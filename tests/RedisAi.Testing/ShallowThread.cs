using System.Runtime.ExceptionServices;

namespace RedisAi.Testing;

/// <summary>A thread with little room for its stack: what takes a frame for each of many items ends the process here with few of them.</summary>
public static class ShallowThread
{
    /// <summary>More items than there is room for frames, of 26 bytes each.</summary>
    public const int Many = 10_000;

    private const int Bytes = 256 << 10;

    /// <summary>Runs an action on such a thread, and waits for it.</summary>
    /// <param name="action">The action; what it throws is thrown here.</param>
    public static void Run(Action action)
    {
        ExceptionDispatchInfo? error = null;
        Thread thread = new(RunCaught, Bytes);
        thread.Start();
        thread.Join();
        error?.Throw();

        void RunCaught()
        {
            try
            {
                action();
            }
#pragma warning disable CA1031 // It is thrown to the caller.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                error = ExceptionDispatchInfo.Capture(thrown);
            }
        }
    }
}
