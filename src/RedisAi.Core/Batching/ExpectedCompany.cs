using RedisAi.Execution;

namespace RedisAi.Batching;

/// <summary>Guesses whether a call that finds nothing waiting and nothing running would have company if it let the other work of its thread go first.</summary>
/// <remarks>
/// <para>The requests of a server are read one after the other by work of the thread pool. Where each ran at once, those that had come together never met: an endpoint
/// on one core answered 27,000 requests a second for 64 clients of a model whose runs took a quarter of the time, and 44,000 once the first of them waited for the others.</para>
/// <para>No time is waited: only work goes first that was there already. Where the guess was wrong a few times, few calls try again.
/// Threads may call this at once; a count that is lost among them does no harm.</para>
/// </remarks>
internal sealed class ExpectedCompany(RunThreads threads)
{
    /// <summary>So many runners in a row that found one call tell that the other work is something else.</summary>
    private const int MostInVain = 4;

    /// <summary>One call in so many tries again then.</summary>
    private const int TryEvery = 64;

    private int _inVain;
    private int _calls;

    /// <summary>Whether a call should wait for the work that goes before it. Asked once for each call: the calls are counted.</summary>
    public bool IsLikely() => (_inVain < MostInVain || ++_calls % TryEvery == 0) && threads.HasWorkWaiting;

    /// <summary>Notes how many calls a runner found that has waited for its turn.</summary>
    public void Note(int calls) => _inVain = calls > 1 ? 0 : Math.Min(_inVain + 1, MostInVain);
}
