using System.Runtime;

namespace RedisAi.Benchmarks.Goals;

/// <summary>Runs something until the JIT has compiled it for good, and caches are warm.</summary>
/// <remarks>
/// Callers on all cores leave the thread that compiles in the background little time, and what is not compiled for good counts how often it goes which way: in their first ten
/// rounds of 200 ms, 64 callers of a GRU made 80,000 to 165,000 calls a second, and 225,000 later.
/// </remarks>
internal static class JitWarmUp
{
    private const int MostRounds = 60;
    private const int QuietRounds = 4;

    /// <summary>Longer than the runtime waits for new methods to appear before it compiles the busy ones anew (100 ms).</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(150);

    public static void Run(Action round)
    {
        using ManualResetEventSlim never = new();
        for (int i = 0, quiet = 0; i < MostRounds && quiet < QuietRounds; i++)
        {
            long before = JitInfo.GetCompiledMethodCount();
            round();
            never.Wait(s_pause);
            quiet = JitInfo.GetCompiledMethodCount() == before ? quiet + 1 : 0;
        }
    }
}
