namespace RedisAi.Soak.Ledger;

/// <summary>What the states of a session may be: what they were when a call had succeeded, or nothing.</summary>
/// <param name="H">For each row; null where there are no states.</param>
/// <param name="G">For each row.</param>
/// <param name="Serial">The version that has written them; null for nobody's.</param>
/// <param name="From">They were written at this time or later.</param>
/// <param name="Until">They were written at this time or before.</param>
internal sealed record LedgerState(long[]? H, long G, long? Serial, long From, long Until)
{
    public static LedgerState None { get; } = new(null, 0, null, 0, 0);

    /// <summary>What a call that began with this leaves.</summary>
    public LedgerState After(long[] x, long serial, long from, long until)
    {
        long[] next = new long[x.Length];
        for (int row = 0; row < x.Length; row++)
        {
            next[row] = LedgerModel.NextH(H is null ? 0 : H[row], x[row], serial);
        }

        return new LedgerState(next, G + 1, serial, from, until);
    }

    public override string ToString() => H is null ? "none" : $"h [{string.Join(' ', H)}] g {G} by {Serial?.ToString() ?? "nobody"}";
}
