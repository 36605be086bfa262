namespace RedisAi.Soak.Ledger;

/// <summary>What is known of the states of one session.</summary>
internal sealed class LedgerSession(LedgerBook book, string name, int rows)
{
    private const int MostPossible = 50;

    private List<LedgerState> _possible = [LedgerState.None];

    public string Name => name;

    public int Rows => rows;

    /// <summary>The one thing that its states must be; null where there are several.</summary>
    public LedgerState? Known => _possible is [LedgerState one] ? one : null;

    /// <summary>Whether so much is possible that it is of no use any more.</summary>
    public bool IsUnclear => _possible.Count > MostPossible;

    /// <summary>The session was ended, or somebody has set its states.</summary>
    public void Set(LedgerState state) => _possible = [state];

    /// <summary>A call was answered.</summary>
    /// <param name="x">What it gave.</param>
    /// <param name="answer">The output <c>y</c>.</param>
    /// <param name="begin">When it began.</param>
    /// <param name="end">When it had ended.</param>
    public void Answered(long[] x, ReadOnlySpan<long> answer, long begin, long end)
    {
        long serial = answer[LedgerModel.AnswerLength - 1];
        (long[] h, long g) = Read(x, answer, serial);
        LedgerVersion version = book.Find(serial) ?? throw Wrong($"was answered by version {serial}, which is not there");
        foreach (LedgerState before in _possible)
        {
            foreach (LedgerState reading in LedgerRules.Readings(book, version, before, begin, end))
            {
                if (reading.G == g && (reading.H ?? new long[rows]).AsSpan().SequenceEqual(h))
                {
                    _possible = [reading.After(x, serial, before.Serial, begin, end)];
                    return;
                }
            }
        }

        bool isChosen = version.MayAnswer(begin, end);
        throw Wrong($"read h [{string.Join(' ', h)}] g {g}, answered by version {serial} ({version.Promotion}, {(isChosen ? "which gets calls" : "which gets no calls")}), and there was {string.Join(" or ", _possible)}");
    }

    /// <summary>A call has failed, and has left the states as they were; if they were nobody's, they may be those of the version that it went to.</summary>
    public void Failed(long begin, long end) => _possible =
    [
        .. _possible,
        .. from state in _possible
           where state is { H: not null, Serial: null }
           from version in book.Versions
           where version.MayAnswer(begin, end)
           select state with { Serial = version.Serial },
    ];

    /// <summary>A call has failed though the model may have answered: both are possible from now on.</summary>
    public void MayHaveAnswered(long[] x, long begin, long end)
    {
        List<LedgerState> possible = [.. _possible];
        foreach (LedgerVersion version in book.Versions)
        {
            foreach (LedgerState before in _possible)
            {
                if (version.MayAnswer(begin, end) || version.Serial == before.Serial)
                {
                    possible.AddRange(LedgerRules.Readings(book, version, before, begin, end).Select(reading => reading.After(x, version.Serial, before.Serial, begin, end)));
                }
            }
        }

        _possible = possible;
    }

    /// <summary>What a row has read, if all of the answer fits together.</summary>
    private (long[] H, long G) Read(long[] x, ReadOnlySpan<long> answer, long serial)
    {
        if (answer.Length != rows * LedgerModel.AnswerLength)
        {
            throw Wrong($"got {answer.Length} numbers for {rows} rows");
        }

        long[] h = new long[rows];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<long> numbers = answer.Slice(row * LedgerModel.AnswerLength, LedgerModel.AnswerLength);
            h[row] = numbers[0];
            if (numbers[1] != answer[1] || numbers[2] != x[row] || numbers[3] != serial)
            {
                throw Wrong($"got [{string.Join(' ', answer.ToArray())}] for [{string.Join(' ', x)}]");
            }
        }

        return (h, answer[1]);
    }

    private SoakFailureException Wrong(string what) => new($"Session '{name}' of model '{book.Key}' {what}.");
}
