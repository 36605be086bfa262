namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>What a session may have become, by the answers that its one caller has had: the reference that goes one by one.</summary>
/// <remarks>
/// A step that was answered was applied once. Whether one that failed was applied is not known, so the session may have become either; the next answer tells. No two steps give the same
/// number, so that each way of the session can be told from all others.
/// </remarks>
internal sealed class SessionLedger(string session)
{
    /// <summary>So many steps in doubt make a thousand ways; each further one doubles them.</summary>
    private const int MostDoubts = 10;

    private readonly HashSet<ChainState> _former = [];
    private HashSet<ChainState> _possible = [default];
    private long _lastInput;
    private bool _isBeingEmptied;

    public string Session => session;

    public int Doubts { get; private set; }

    /// <summary>Gets whether another step in doubt would be too many.</summary>
    public bool IsTooDoubtful => Doubts >= MostDoubts;

    /// <summary>Gets how many steps were answered.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Gets or sets whether any step may find that the database was emptied, and begin anew. Any thread may set it.</summary>
    public bool IsBeingEmptied
    {
        get => Volatile.Read(ref _isBeingEmptied);
        set => Volatile.Write(ref _isBeingEmptied, value);
    }

    /// <summary>What the next step gives the model.</summary>
    public long NextInput() => ++_lastInput;

    /// <summary>A step was answered.</summary>
    /// <returns>What is wrong with the answer; null when nothing is.</returns>
    public LedgerFault? Answered(long x, ChainState state)
    {
        BeginAnewIfEmptied();
        LedgerFault? fault = _possible.Any(from => from.Next(x) == state) ? null : FaultOf(state, from => from.Next(x) == state);
        Acknowledged++;
        Become(state);
        return fault;
    }

    /// <summary>A step failed, and may have been applied.</summary>
    public void Doubtful(long x)
    {
        BeginAnewIfEmptied();
        Doubts++;
        _possible.UnionWith([.. _possible.Select(from => from.Next(x))]);
    }

    /// <summary>The database was emptied: the session may begin anew.</summary>
    public void MayBeginAnew() => _possible.Add(default);

    /// <summary>Compares with what the store has while no step is under way.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public LedgerFault? Stored(ChainState state) => _possible.Contains(state) ? null : FaultOf(state, from => from == state);

    private void BeginAnewIfEmptied()
    {
        if (IsBeingEmptied)
        {
            MayBeginAnew();
        }
    }

    private void Become(ChainState state)
    {
        _former.UnionWith(_possible);
        _possible = [state];
        Doubts = 0;
    }

    private LedgerFault FaultOf(ChainState state, Func<ChainState, bool> explains)
    {
        bool isLoss = _former.Any(explains);
        string expected = string.Join(" or ", _possible.Order(Comparer<ChainState>.Create(static (a, b) => a.Count.CompareTo(b.Count))).Take(4));
        return new LedgerFault(isLoss, $"'{session}' is at {state} where {expected} was expected: {(isLoss ? "acknowledged steps are lost" : "steps were applied twice, or mixed with others")}.");
    }
}
