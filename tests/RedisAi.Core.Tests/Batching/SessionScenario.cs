using RedisAi.Testing.Simulation;
using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>
/// Calls of some sessions, cancellations, bad inputs, states that the application writes and removes, ends of sessions, and new versions.
/// Each answer is compared with <see cref="SessionReference"/>.
/// </summary>
internal sealed class SessionScenario : Scenario
{
    private const int Sessions = 5;

    private readonly SessionReference[] _references;
    private int _version;

    /// <param name="seed">Tells all.</param>
    public SessionScenario(int seed)
        : base(seed)
    {
        TimeSpan? timeToLive = HasNotices && Random.Next(2) == 0 ? TimeSpan.FromTicks(50_001) : null;
        _references = [.. Enumerable.Range(0, Sessions).Select(session => new SessionReference(Name(session), Time) { TimeToLive = timeToLive })];
        ModelOptions options = SessionModel.Options(timeToLive);
        ChooseBatching(options);
        Store(options);
    }

    public override void Run()
    {
        Live();
        Assert.All(_references, static reference => Assert.True(reference.IsIdle));
        for (int session = 0; session < Sessions; session++)
        {
            CompareStates(session);
        }

        // It takes calls as on the first day.
        for (int session = 0; session < Sessions; session++)
        {
            Call(session, rows: (_references[session].H ?? [0]).Length, isHasty: false);
        }

        RunAll();
        Assert.All(Calls[^Sessions..], static call => Assert.Contains(call.Outcome, (CallOutcome?[])[CallOutcome.Answered, CallOutcome.Mismatch]));
    }

    protected override void Happen()
    {
        int session = Random.Next(Sessions);
        switch (Random.Next(100))
        {
            case < 8:
                Write(session);
                break;
            case < 12:
                EndSession(session);
                break;
            case < 14:
                Store(options: null);
                break;
            default:
                bool isOdd = Random.Next(20) == 0;
                Call(session, rows: 1 + ((session + (isOdd ? 1 : 0)) % 3), isHasty: true);
                break;
        }
    }

    protected override void Ended(SimulatedCall call) => _references.Single(reference => reference.Name == call.Session).End(call);

    private void Write(int session)
    {
        SessionReference reference = _references[session];
        if (!HasNotices && !reference.IsIdle)
        {
            // It is not known which calls are still under way.
            return;
        }

        bool isH = Random.Next(2) == 0;
        string key = Engine.Models["m"].GetStateKey(Name(session), isH ? "h" : "g");
        if (Random.Next(3) == 0)
        {
            Engine.Tensors.Remove(key);
            reference.Write(isH, null);
            return;
        }

        int rows = 1 + (session % 3);
        long[] values = [.. Enumerable.Range(0, rows).Select(_ => Random.NextInt64(1_000_000))];
        using AiTensor state = AiTensor.Create<long>(isH ? [rows, 1] : [1, rows], values);
        Engine.Tensors.Set(key, state);
        reference.Write(isH, values);
    }

    private void EndSession(int session)
    {
        _references[session].Accept(SimulatedCall.EndOf(Name(session)));
        EndOf(Name(session));
    }

    private void Store(ModelOptions? options)
    {
        Load(() => Engine.Models.StoreAsync("m", SimulatedBackend.Source, options));
        _version++;
    }

    private void Call(int session, int rows, bool isHasty)
    {
        SimulatedCall call = NewCall(Name(session), _version, rows, isHasty);
        _references[session].Accept(call);
        Start(call);
    }

    private void CompareStates(int session)
    {
        using AiTensor? h = Engine.Tensors.Get(Engine.Models["m"].GetStateKey(Name(session), "h"));
        using AiTensor? g = Engine.Tensors.Get(Engine.Models["m"].GetStateKey(Name(session), "g"));
        Assert.Equal(_references[session].H, h?.ToArray<long>());
        Assert.Equal(_references[session].G, g?.ToArray<long>());
    }

    private static string Name(int session) => $"s/{session}";
}
