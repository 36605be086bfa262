namespace RedisAi.Soak.Ledger;

/// <summary>Lives with some sessions of a ledger model, several calls at once each, and follows what their states must be.</summary>
internal sealed class LedgerWorker(string name, SoakContext soak, LedgerBook book) : Worker(name, soak)
{
    private const int Sessions = 5;
    private const int MostCalls = 4;

    private readonly LedgerSession[] _sessions = new LedgerSession[Sessions];
    private LedgerCaller? _caller;
    private int _named;

    public override Task StartAsync()
    {
        _caller = new LedgerCaller(book);
        for (int i = 0; i < Sessions; i++)
        {
            _sessions[i] = NewSession();
        }

        return Task.CompletedTask;
    }

    public override async Task StepAsync()
    {
        int place = Random.Next(Sessions);
        switch (Random.Next(100))
        {
            case < 4:
                await EndAsync(place);
                break;
            case < 6:
                await ForkAsync(place);
                break;
            case < 8:
                Begin($"removes a state of session {_sessions[place].Name}");
                _caller!.Remove(_sessions[place].Name, Random.Next(2) == 0 ? "h" : "g");
                _sessions[place].Set(LedgerState.None);
                Did("state removed");
                break;
            case < 12:
                Begin("waits");
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(1, 60)), TimeProvider.System);
                break;
            default:
                await BurstAsync(_sessions[place]);
                break;
        }
    }

    public override async Task SettleAsync()
    {
        for (int i = 0; i < Sessions; i++)
        {
            Compare(_sessions[i]);
            await EndAsync(i);
        }
    }

    /// <summary>Several calls of a session, of which one after the other reads what the one before has left.</summary>
    private async Task BurstAsync(LedgerSession session)
    {
        LedgerWay way = (LedgerWay)Random.Next(4);
        Begin($"calls session {session.Name}, {way}");
        Task<Call>[] calls = [.. Enumerable.Range(0, Random.Next(1, MostCalls + 1)).Select(_ => CallAsync(session, way))];
        foreach (Task<Call> task in calls)
        {
            Call call = await task;
            if (call.Answer is { } answer)
            {
                session.Answered(call.X, answer, call.Begin, call.End);
                Did("session step");
            }
            else
            {
                session.Failed(call.Begin, call.End);
                if (way == LedgerWay.Plan && !call.X.Contains(LedgerModel.Poison))
                {
                    // The plan has failed, and the call within it may have been over by then.
                    session.MayHaveAnswered(call.X, call.Begin, call.End);
                }
            }
        }

        if (session.IsUnclear)
        {
            await EndAsync(Array.IndexOf(_sessions, session));
        }
    }

    private async Task<Call> CallAsync(LedgerSession session, LedgerWay way)
    {
        long[] x = [.. Enumerable.Range(0, session.Rows).Select(_ => Random.NextInt64(1, 1_000_000))];
        bool isPoisoned = Random.Next(60) == 0;
        if (isPoisoned)
        {
            x[Random.Next(x.Length)] = LedgerModel.Poison;
        }

        await using Provocation provocation = Provocation.Draw(Random, Soak.Tally, new InferenceOptions { Session = session.Name }, isPoisoned);
        long begin = SoakContext.Now;
        try
        {
            long[] answer = await _caller!.CallAsync(way, x, provocation);
            return new Call(x, answer, begin, SoakContext.Now);
        }
        catch (Exception error) when (provocation.Excuses(error) || IsAbsence(error, begin))
        {
            return new Call(x, null, begin, SoakContext.Now);
        }
    }

    private bool IsAbsence(Exception error, long begin)
    {
        bool isAbsence = error is ModelNotFoundException or DagExecutionException { InnerException: ModelNotFoundException } && book.MayBeAbsent(begin, SoakContext.Now);
        if (isAbsence)
        {
            Soak.Tally.Provoked("model deleted");
        }

        return isAbsence;
    }

    private async Task EndAsync(int place)
    {
        Begin($"ends session {_sessions[place].Name}");
        await book.Engine.EndSessionAsync(_sessions[place].Name);
        Require(_caller!.Stored(_sessions[place].Name) is null, $"Session '{_sessions[place].Name}' of model '{book.Key}' was ended and has states.");
        _sessions[place] = NewSession();
        Did("session ended");
    }

    /// <summary>Another session goes on from where this one is.</summary>
    private async Task ForkAsync(int place)
    {
        LedgerSession session = _sessions[place];
        Compare(session);
        if (session.Known is { H: { } h } state && _caller!.Stored(session.Name) is { } stored && stored.H.AsSpan().SequenceEqual(h))
        {
            LedgerSession fork = NewSession(session.Rows);
            long begin = SoakContext.Now;
            _caller.Store(fork.Name, stored.H, stored.G);
            fork.Set(state with { Serial = null, From = begin, Until = SoakContext.Now });
            await EndAsync(place);
            _sessions[place] = fork;
            Did("session forked");
        }
    }

    /// <summary>Compares what is in the store with what must be there.</summary>
    private void Compare(LedgerSession session)
    {
        if (session.Known is not { } known || (book.Evicts && known.H is not null) || (book.TimeToLive is not null && known.H is not null))
        {
            return;
        }

        (long[] H, long[] G)? stored = _caller!.Stored(session.Name);
        bool fits = stored is { } found ? known.H is { } h && found.H.AsSpan().SequenceEqual(h) && found.G.All(g => g == known.G) : known.H is null;
        Require(fits, $"Session '{session.Name}' of model '{book.Key}' has other states in the store than {known}.");
    }

    private LedgerSession NewSession(int rows = 0) => new(book, $"{Name}/{_named++}", rows == 0 ? Random.Next(1, 4) : rows);

    private sealed record Call(long[] X, long[]? Answer, long Begin, long End);
}
