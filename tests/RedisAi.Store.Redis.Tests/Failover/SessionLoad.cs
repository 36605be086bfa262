using System.Text;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>Callers, each of whom takes the steps of one session, now with one copy and now with another, and compares each answer with the ledger.</summary>
internal sealed class SessionLoad
{
    /// <summary>What takes so long hangs.</summary>
    private static readonly TimeSpan s_hangs = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<IModel> _models;
    private readonly SessionLedger[] _ledgers;
    private readonly int[] _copies;
    private readonly Tally _tally;
    private bool _isTrouble;

    /// <param name="models">The model of each copy.</param>
    /// <param name="sessions">How many callers.</param>
    /// <param name="tally">Where is counted.</param>
    public SessionLoad(IReadOnlyList<IModel> models, int sessions, Tally tally)
    {
        _models = models;
        _ledgers = [.. Enumerable.Range(0, sessions).Select(static i => new SessionLedger($"session{i}"))];
        _copies = [.. Enumerable.Range(0, sessions).Select(i => i % models.Count)];
        _tally = tally;
    }

    public IReadOnlyList<SessionLedger> Ledgers => _ledgers;

    /// <summary>Gets or sets how many steps, of a thousand, go to another copy than the one before. The default is 0.</summary>
    public int MovesPerThousand { get; set; }

    /// <summary>Gets or sets whether steps are bound to fail: callers with too many in doubt wait until that is over.</summary>
    public bool IsTrouble
    {
        get => Volatile.Read(ref _isTrouble);
        set => Volatile.Write(ref _isTrouble, value);
    }

    /// <summary>Takes steps until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, _ledgers.Length).Select(caller => Task.Run(() => RunAsync(caller, stop), CancellationToken.None)));

    /// <summary>Waits until each caller has had an answer from now on.</summary>
    public async Task ServedAsync()
    {
        int[] before = [.. _ledgers.Select(static ledger => ledger.Acknowledged)];
        long started = TimeProvider.System.GetTimestamp();
        while (_ledgers.Zip(before).Any(static pair => pair.First.Acknowledged == pair.Second) && _tally.Faults.Count == 0)
        {
            if (TimeProvider.System.GetElapsedTime(started) > s_patience)
            {
                string unserved = string.Join(", ", _ledgers.Zip(before).Where(static pair => pair.First.Acknowledged == pair.Second).Select(static pair => pair.First.Session));
                throw new TimeoutException($"Nobody answers {unserved}: {_tally}\n{string.Join('\n', _tally.Errors.Select(static pair => $"{pair.Value} x {pair.Key}"))}");
            }

            await Task.Delay(s_pauseAfterFailure, TimeProvider.System);
        }
    }

    /// <summary>Compares what Redis has of each session with its ledger. Nobody may call meanwhile.</summary>
    public void Compare(Func<string, RedisServer> serverOf)
    {
        foreach (SessionLedger ledger in _ledgers)
        {
            string key = ChainModel.StateKeyOf(ledger.Session);
            RespReply stored = serverOf(key).Execute("GET", key);
            if (ledger.Stored(stored.Kind == '_' ? default : ChainState.Of(Encoding.Latin1.GetBytes(stored.Text))) is { } fault)
            {
                _tally.Fault(fault);
            }
        }
    }

    /// <summary>Takes a step of each session with the next copy, which has what it knows from Redis, and tries again as a caller would.</summary>
    public async Task MoveAllAsync()
    {
        for (int caller = 0; caller < _ledgers.Length; caller++)
        {
            long started = TimeProvider.System.GetTimestamp();
            _copies[caller] = (_copies[caller] + 1) % _models.Count;
            while (!await StepAsync(caller))
            {
                Assert.True(TimeProvider.System.GetElapsedTime(started) < s_patience && _tally.Faults.Count == 0, $"{_ledgers[caller].Session} does not move: {_tally}\n{string.Join('\n', _tally.Faults.Concat(_tally.Errors.Keys).Take(20))}");
                await Task.Delay(s_pauseAfterFailure, TimeProvider.System);
            }
        }
    }

    /// <summary>Takes one step, and says whether it was answered.</summary>
    public async Task<bool> StepAsync(int caller)
    {
        SessionLedger ledger = _ledgers[caller];
        long x = ledger.NextInput();
        long started = TimeProvider.System.GetTimestamp();
        try
        {
            ChainState state = await ChainModel.StepAsync(_models[_copies[caller]], ledger.Session, x).WaitAsync(s_hangs);
            _tally.Acknowledge();
            if (ledger.Answered(x, state) is { } fault)
            {
                _tally.Fault(fault);
            }

            return true;
        }
        catch (SharedStoreException error)
        {
            ledger.Doubtful(x);
            _tally.Fail(error);
        }
        catch (SessionMovedException error)
        {
            // It says that the step was not applied.
            _tally.Fail(error);
        }
        catch (TimeoutException)
        {
            ledger.Doubtful(x);
            _tally.Fault($"A step of {ledger.Session} hangs.");
        }
        catch (Exception error)
        {
            ledger.Doubtful(x);
            _tally.Fault($"A step of {ledger.Session} ended with {error}");
        }
        finally
        {
            _tally.Took(TimeProvider.System.GetElapsedTime(started));
        }

        return false;
    }

    private async Task RunAsync(int caller, CancellationToken stop)
    {
        Random random = new(caller);
        while (!stop.IsCancellationRequested && _tally.Faults.Count == 0)
        {
            if (random.Next(1000) < MovesPerThousand)
            {
                _copies[caller] = (_copies[caller] + 1) % _models.Count;
            }

            if ((IsTrouble && _ledgers[caller].IsTooDoubtful) || !await StepAsync(caller))
            {
                await Task.Delay(s_pauseAfterFailure * (1 + _ledgers[caller].Doubts), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
