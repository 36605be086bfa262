namespace RedisAi.Soak.Ledger;

/// <summary>What the states of a session may be: what they were when a call had succeeded, or nothing.</summary>
/// <param name="H">For each row; null where there are no states.</param>
/// <param name="G">For each row.</param>
/// <param name="Serial">The version that has written them; null for nobody's.</param>
/// <param name="From">They were written at this time or later.</param>
/// <param name="Until">They were written at this time or before.</param>
internal sealed record LedgerState(long[]? H, long G, long? Serial, long From, long Until)
{
    /// <summary>Whether the call that has written them came to its version with another one's, or with nobody's.</summary>
    public bool HasMoved { get; init; }

    public static LedgerState None { get; } = new(null, 0, null, 0, 0);

    /// <summary>What a call that read this leaves.</summary>
    /// <param name="x">What the call gave.</param>
    /// <param name="serial">The version that has answered.</param>
    /// <param name="before">The version whose states there were before the call; null for nobody's.</param>
    /// <param name="from">When the call began.</param>
    /// <param name="until">When it had ended.</param>
    public LedgerState After(long[] x, long serial, long? before, long from, long until)
    {
        long[] next = new long[x.Length];
        for (int row = 0; row < x.Length; row++)
        {
            next[row] = LedgerModel.NextH(H is null ? 0 : H[row], x[row], serial);
        }

        return new LedgerState(next, G + 1, serial, from, until) { HasMoved = before != serial };
    }

    public override string ToString() => H is null ? "none" : $"h [{string.Join(' ', H)}] g {G} by {Serial?.ToString() ?? "nobody"}{(HasMoved ? ", its first there" : "")}";
}
