namespace RedisAi.Tests.Batching;

/// <summary>A call of a scenario: what was asked, and what came of it.</summary>
/// <param name="number">Where it came in the scenario.</param>
/// <param name="x">The numbers of its rows, one row after the other.</param>
/// <param name="rows">How many rows it has; 0 for the end of a session.</param>
internal sealed class SimulatedCall(int number, long[] x, int rows)
{
    /// <summary>How many numbers the answer has for each row.</summary>
    public const int AnswerLength = 4;

    /// <summary>The end of a session, which takes its turn as a call does.</summary>
    public static SimulatedCall EndOf(string session) => new(-1, [], rows: 0) { Session = session };

    public long[] X => x;

    public int Rows => rows;

    public bool EndsSession => rows == 0;

    public bool IsPoisoned => x.Contains(SimulatedModel.Poison);

    /// <summary>The version that served when it was accepted.</summary>
    public int Version { get; init; }

    public string? Session { get; init; }

    public TimeSpan? Timeout { get; init; }

    public long Accepted { get; init; }

    public CancellationTokenSource? Cancellation { get; init; }

    /// <summary>Whether it was cancelled before it was accepted.</summary>
    public bool WasCancelled { get; init; }

    public CallOutcome? Outcome { get; private set; }

    public long[]? Answer { get; private set; }

    /// <summary>The sum of the numbers of each row.</summary>
    public long[] Sums => [.. x.Chunk(x.Length / Math.Max(1, rows)).Select(static row => row.Sum())];

    /// <summary>Ends the call: once.</summary>
    public void End(CallOutcome outcome, long[]? answer = null)
    {
        if (Outcome is { } first)
        {
            throw new InvalidOperationException($"{this} has ended with {first} already, and now with {outcome}.");
        }

        (Outcome, Answer) = (outcome, answer);
    }

    /// <summary>What it must be answered from such states: for each row these, the sum of its numbers, and who answers.</summary>
    public long[] Expected(long[] h, long[] g) => [.. Sums.SelectMany((sum, row) => (long[])[h[row], g[row], sum, Version])];

    public override string ToString() => $"Call {number} of session '{Session}' with {rows} rows of [{string.Join(",", x)}]";
}
