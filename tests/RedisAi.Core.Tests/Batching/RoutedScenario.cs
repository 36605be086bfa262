using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>
/// As <see cref="SessionScenario"/>, with several versions at once: candidates with shares, a shadow, promotion and roll back, new versions
/// with each of the choices for sessions. Who must answer a call, and from which states, tells <see cref="RoutedSession"/>.
/// </summary>
internal sealed class RoutedScenario : Scenario
{
    private const int Sessions = 6;

    private readonly TimeSpan? _timeToLive;
    private readonly RoutedSession[] _sessions;
    private readonly RoutedLine _line;
    private int _loads;

    /// <param name="seed">Tells all.</param>
    public RoutedScenario(int seed)
        : base(seed, hasNotices: true)
    {
        _timeToLive = Random.Next(3) == 0 ? TimeSpan.FromTicks(50_001) : null;
        _line = new RoutedLine(New(options => Engine.Models.StoreAsync("m", RoutedModel.Source, options), presentOptions: null));

        // Names by chance, as they tell which candidate a session belongs to.
        _sessions = [.. Enumerable.Range(0, Sessions).Select(session => new RoutedSession($"s{session}/{Random.Next(1_000)}", _line, Time) { TimeToLive = _timeToLive })];
    }

    public override void Run()
    {
        Live();
        foreach (RoutedSession session in _sessions)
        {
            Assert.True(session.IsIdle);
            session.Sweep();
            CompareStates(session);
        }

        CompareVersions();

        // It takes calls as on the first day.
        foreach (RoutedSession session in _sessions)
        {
            Call(session, rows: (session.H ?? [0]).Length, isHasty: false);
        }

        RunAll();
        Assert.All(Calls[^Sessions..], static call => Assert.Contains(call.Outcome, (CallOutcome?[])[CallOutcome.Answered, CallOutcome.Mismatch]));
    }

    protected override void Happen()
    {
        int session = Random.Next(Sessions);
        switch (Random.Next(100))
        {
            case < 7:
                Write(_sessions[session], rows: 1 + (session % 3));
                break;
            case < 10:
                _sessions[session].Accept(SimulatedCall.EndOf(_sessions[session].Name), version: null);
                EndOf(_sessions[session].Name);
                break;
            case < 13:
                _line.Store(New(options => Engine.Models.StoreAsync("m", RoutedModel.Source, options), _line.Serving));
                break;
            case < 18:
                AddCandidate();
                break;
            case < 24:
                Change();
                break;
            default:
                bool isOdd = Random.Next(20) == 0;
                Call(_sessions[session], rows: 1 + ((session + (isOdd ? 1 : 0)) % 3), isHasty: true);
                break;
        }

        CompareVersions();
    }

    protected override void Ended(SimulatedCall call) => _sessions.Single(session => session.Name == call.Session).End(call);

    private void Call(RoutedSession session, int rows, bool isHasty)
    {
        RoutedVersion version = session.Route();
        SimulatedCall call = NewCall(session.Name, version.Load, rows, isHasty);
        session.Accept(call, version);
        Start(call);
        session.Await(call);
    }

    private void Write(RoutedSession session, int rows)
    {
        bool isH = Random.Next(2) == 0;
        string key = Engine.Models["m"].GetStateKey(session.Name, isH ? "h" : "g");
        if (Random.Next(3) == 0)
        {
            Engine.Tensors.Remove(key);
            session.Write(isH, null);
            return;
        }

        long[] values = [.. Enumerable.Range(0, rows).Select(_ => Random.NextInt64(1_000_000))];
        using AiTensor state = AiTensor.Create<long>(isH ? [rows, 1] : [1, rows], values);
        Engine.Tensors.Set(key, state);
        session.Write(isH, values);
    }

    /// <summary>Puts a candidate beside the version that serves, which may be one too many.</summary>
    private void AddCandidate()
    {
        CandidateTraffic traffic = SomeTraffic();
        RoutedVersion? candidate = null;
        try
        {
            candidate = New(options => Engine.Models.StoreCandidateAsync("m", RoutedModel.Source, traffic, options), _line.Serving);
        }
        catch (ArgumentException)
        {
            // Asked below whether that was right.
        }

        Assert.Equal(candidate is not null, _line.TrySet(candidate ?? new RoutedVersion(0, 0, default, default), traffic));
    }

    /// <summary>Changes who gets what of the versions that are there.</summary>
    private void Change()
    {
        RoutedVersion? candidate = _line.Candidates.Count == 0 ? null : _line.Candidates[Random.Next(_line.Candidates.Count)];
        int choice = Random.Next(5);
        if (choice < 2 && candidate is not null)
        {
            Tell($"promotes {candidate}");
            Assert.Equal(candidate.Number, Engine.Models.PromoteAsync("m", candidate.Number).GetAwaiter().GetResult().Version);
            _line.Promote(candidate);
        }
        else if (choice < 4 && candidate is not null)
        {
            CandidateTraffic traffic = SomeTraffic();
            Tell($"sets {candidate}: {traffic}");
            Task set = Engine.Models.SetTrafficAsync("m", candidate.Number, traffic);
            Assert.True(set.IsCompleted);
            Assert.Equal(set.IsCompletedSuccessfully, _line.TrySet(candidate, traffic));
        }
        else
        {
            Tell("rolls back");
            Assert.Equal(Engine.Models.RollBackAsync("m").GetAwaiter().GetResult(), _line.RollBack());
        }
    }

    private CandidateTraffic SomeTraffic() => Random.Next(5) == 0
        ? CandidateTraffic.Shadows()
        : CandidateTraffic.Answers((double)Random.Next(RoutedLine.Cells + 1) / RoutedLine.Cells);

    /// <summary>Loads a version, with options of its own or with those of the one that serves.</summary>
    private RoutedVersion New(Func<ModelOptions?, Task<ModelInfo>> load, RoutedVersion? presentOptions)
    {
        ModelOptions? options = null;
        (SessionPromotion promotion, StateChange change) = (presentOptions?.Promotion ?? default, presentOptions?.Change ?? default);
        if (presentOptions is null || Random.Next(3) > 0)
        {
            (promotion, change) = ((SessionPromotion)Random.Next(3), (StateChange)Random.Next(3));
            options = SessionModel.Options(_timeToLive);
            ChooseBatching(options);
            RoutedModel.SetRouting(options, promotion, change);
        }

        // What is refused is not loaded.
        int number = Load(() => load(options)).Version;
        _loads++;
        RoutedVersion loaded = new(number, _loads, promotion, change);
        Tell($"loads {loaded}");
        return loaded;
    }

    private void CompareVersions() => Assert.Equal(
        _line.Loaded, Engine.Models.ListVersions("m").Select(static info => (info.Version, info.Role, info.Sessions)));

    private void CompareStates(RoutedSession session)
    {
        using AiTensor? h = Engine.Tensors.Get(Engine.Models["m"].GetStateKey(session.Name, "h"));
        using AiTensor? g = Engine.Tensors.Get(Engine.Models["m"].GetStateKey(session.Name, "g"));
        Assert.Equal(session.H, h?.ToArray<long>());
        Assert.Equal(session.G, g?.ToArray<long>());
    }
}
