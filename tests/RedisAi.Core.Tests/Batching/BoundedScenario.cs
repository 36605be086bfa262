using RedisAi.Testing.Simulation;
using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>
/// As <see cref="SessionScenario"/>, in a small store that the application uses for other things, too: one that evicts, or one that refuses what does
/// not fit, also the next states of a call.
/// </summary>
/// <remarks>Which entries are evicted depends on a secret of the process (the hashes of keys), so that a store that evicts does not go the same way in another process.</remarks>
internal sealed class BoundedScenario : Scenario
{
    private const int Sessions = 5;
    private const int OtherKeys = 4;

    private readonly BoundedStore _bounds;
    private readonly BoundedSession[] _sessions;
    private readonly long _maxBytes;

    /// <param name="seed">Tells all.</param>
    /// <param name="evicts">Whether the store evicts.</param>
    public BoundedScenario(int seed, bool evicts)
        : this(seed, MaxBytesOf(seed), evicts)
    {
    }

    private BoundedScenario(int seed, long maxBytes, bool evicts)
        : base(seed, hasNotices: true, new RedisAiOptions { Tensors = { MaxBytes = maxBytes, Eviction = evicts ? TensorEviction.LeastRecentlyUsed : TensorEviction.Reject } })
    {
        _maxBytes = maxBytes;
        _bounds = new BoundedStore(maxBytes, evicts);
        _sessions = [.. Enumerable.Range(0, Sessions).Select(session => new BoundedSession($"s{session}", 1 + (session % 3), _bounds, Engine.Tensors, Time))];
        ModelOptions options = SessionModel.Options();
        ChooseBatching(options);
        Load(() => Engine.Models.StoreAsync("m", SimulatedBackend.Source, options));
    }

    protected override bool MayBeFull => true;

    public override void Run()
    {
        Live();
        Assert.All(_sessions, static session => Assert.True(session.IsIdle));
        Assert.All(_sessions, static session => session.Compare());

        // With room again, it takes calls as on the first day.
        for (int other = 0; other < OtherKeys; other++)
        {
            SetOther(other, null);
        }

        foreach (BoundedSession session in _sessions)
        {
            Call(session, isHasty: false);
            RunAll();
            Assert.All(_sessions, static session => session.Compare());
        }
    }

    protected override void Happen()
    {
        Array.ForEach(_sessions, static session => session.Observe());
        Assert.InRange(Engine.Tensors.ByteLength, 0, _maxBytes);
        BoundedSession session = _sessions[Random.Next(Sessions)];
        switch (Random.Next(100))
        {
            case < 8:
                Write(session);
                break;
            case < 12:
                session.Accept(SimulatedCall.EndOf(session.Name));
                EndOf(session.Name);
                break;
            case < 24:
                SetOther(Random.Next(OtherKeys), Random.Next(3) == 0 ? null : new long[Random.Next(1, 8)]);
                break;
            case < 30:
                Engine.Tensors.Get($"other{Random.Next(OtherKeys)}")?.Dispose();
                break;
            default:
                Call(session, isHasty: true);
                break;
        }
    }

    protected override void Ended(SimulatedCall call) => _sessions.Single(session => session.Name == call.Session).End(call);

    /// <summary>From too little for the states of one call to enough for all.</summary>
    private static long MaxBytesOf(int seed) => new Random(seed).Next(4, 22) * sizeof(long);

    private void Call(BoundedSession session, bool isHasty)
    {
        SimulatedCall call = NewCall(session.Name, version: 1, session.Rows, isHasty);
        session.Accept(call);
        Start(call);
    }

    private void Write(BoundedSession session)
    {
        bool isH = Random.Next(2) == 0;
        long[]? values = Random.Next(3) == 0 ? null : [.. Enumerable.Range(0, session.Rows).Select(_ => Random.NextInt64(1_000_000))];
        string key = Engine.Models["m"].GetStateKey(session.Name, isH ? "h" : "g");
        Assert.Equal(TrySet(key, isH ? [session.Rows, 1] : [1, session.Rows], values), session.TryWrite(isH, values));
    }

    private void SetOther(int number, long[]? values)
    {
        string key = $"other{number}";
        bool fits = values is null || _bounds.Fits((key, values.Length));
        Assert.Equal(fits, TrySet(key, [values?.Length ?? 0], values));
        if (fits)
        {
            _bounds.Note(key, values);
        }
    }

    private bool TrySet(string key, long[] shape, long[]? values)
    {
        if (values is null)
        {
            Engine.Tensors.Remove(key);
            return true;
        }

        using AiTensor tensor = AiTensor.Create<long>(shape, values);
        try
        {
            Engine.Tensors.Set(key, tensor);
            return true;
        }
        catch (TensorStoreFullException)
        {
            return false;
        }
    }
}
