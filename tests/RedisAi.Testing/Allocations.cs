using Xunit;

namespace RedisAi.Testing;

/// <summary>Counts bytes on the managed heap, which repeat exactly, unlike times.</summary>
public static class Allocations
{
    /// <summary>How many calls are counted together.</summary>
    public const int Calls = 2_000;

    private const int Rounds = 5;

    /// <summary>The JIT replaces its first version in the background, when it has nothing else to do for 100 ms.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);

    /// <summary>The bytes that this thread allocates in so many calls; the least of some attempts, since the JIT may still be at work.</summary>
    /// <param name="call">One call.</param>
    public static async Task<long> OfCallsAsync(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 4 && least > 0; attempt++)
        {
            least = Math.Min(least, BytesOf(call));
            await Task.Delay(s_pause, TimeProvider.System);
        }

        TestContext.Current.SendDiagnosticMessage($"{TestContext.Current.Test?.TestDisplayName}: {(double)least / Calls} bytes for each call");
        return least;
    }

    /// <summary>The bytes that this thread allocates in a warm call of managed code: the first rounds pay for slots and pools, and for a change of processors meanwhile.</summary>
    /// <param name="call">One call.</param>
    public static long OfCall(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            least = Math.Min(least, BytesOf(call) / Calls);
        }

        return least;
    }

    private static long BytesOf(Action call)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            call();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
