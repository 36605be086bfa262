using RedisAi.Backends;
using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>
/// A random life of an engine on virtual time: calls of some sessions, cancellations, bad inputs, states that the application writes and
/// removes, ends of sessions, and new versions, also while runs are going on. Each answer is compared with <see cref="SessionReference"/>.
/// </summary>
internal sealed class SessionScenario : IDisposable
{
    private const int Sessions = 5;

    private static readonly TimeSpan s_length = TimeSpan.FromMilliseconds(40);

    /// <summary>Later nothing happens any more, but for the sweep of sessions, which goes on for ever.</summary>
    private static readonly TimeSpan s_end = TimeSpan.FromMinutes(5);

    private readonly Random _random;
    private readonly bool _hasNotices;
    private readonly ManualTimeProvider _time = new();
    private readonly StepThreads _threads;
    private readonly RedisAiEngine _engine;
    private readonly SessionReference[] _references;
    private readonly List<SimulatedCall> _calls = [];
    private readonly List<ITimer> _timers = [];
    private readonly List<Task> _callers = [];
    private readonly List<Task> _ends = [];
    private int _version;
    private bool _isLoading;
    private int _depth;

    /// <param name="seed">Tells all.</param>
    public SessionScenario(int seed)
    {
        _random = new Random(seed);

        // Where callers notice the ends of their calls at once, it is known what the application writes while a call is under way;
        // where they do so later and in any order, it writes only to sessions that have none. A caller that runs what waits itself notices
        // late, so that in the first case runs are long and go to other threads.
        _hasNotices = _random.Next(2) == 0;
        _threads = new StepThreads(_random) { CoreCount = _random.Next(1, 4) };
        TimeSpan? timeToLive = _hasNotices && _random.Next(2) == 0 ? TimeSpan.FromTicks(50_001) : null;
        _references = [.. Enumerable.Range(0, Sessions).Select(_ => new SessionReference(_time) { TimeToLive = timeToLive })];
        SimulatedBackend backend = new(SessionModel.Signature, Run) { PrefersFewBatchSizes = _random.Next(4) == 0 };
        _engine = new RedisAiEngine(new RedisAiOptions(), [backend], keyspace: null, _time, loggerFactory: null, meterFactory: null, _threads);
        ModelOptions options = SessionModel.Options(timeToLive);
        options.Batching.BatchSize = _random.Next(3) == 0 ? _random.Next(2, 6) : null;
        if (_hasNotices)
        {
            (options.Batching.Mode, options.WarmUp) = (BatchingMode.On, false);
        }

        if (_random.Next(4) == 0)
        {
            options.Batching.MinBatchSize = 2;
            options.Batching.MinBatchTimeout = TimeSpan.FromMilliseconds(2);
        }

        Store(options);
        _time.Fired = Notice;
    }

    public void Run()
    {
        int events = _random.Next(20, 120);
        for (int i = 0; i < events; i++)
        {
            At(TimeSpan.FromTicks(_random.NextInt64(s_length.Ticks)), Happen);
        }

        RunAll();
        Assert.All(_calls, static call => Assert.True(call.Outcome is not null, $"{call} never ends."));
        Assert.All(_ends, static end => Assert.True(end.Wait(TimeSpan.FromSeconds(20)), "A session never ends."));
        Assert.All(_references, static reference => Assert.True(reference.IsIdle));
        for (int session = 0; session < Sessions; session++)
        {
            CompareStates(session);
        }

        // It takes calls as on the first day.
        for (int session = 0; session < Sessions; session++)
        {
            Call(session, rows: (_references[session].H ?? [0]).Length, poison: false, timeout: null, cancelAfter: null);
        }

        int outstanding = Sessions;
        RunAll();
        Assert.All(_calls[^outstanding..], static call => Assert.Contains(call.Outcome, (CallOutcome?[])[CallOutcome.Answered, CallOutcome.Mismatch]));
    }

    public void Dispose()
    {
        _timers.ForEach(static timer => timer.Dispose());
        _calls.ForEach(static call => call.Cancellation?.Dispose());

        // After a failure calls may be left.
        Task closed = _engine.DisposeAsync().AsTask();
        for (int i = 0; i < 1_000 && !closed.Wait(TimeSpan.FromMilliseconds(1)); i++)
        {
            _threads.RunAll();
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private void RunAll()
    {
        int steps = 0;
        long end = _time.GetTimestamp() + s_end.Ticks;
        do
        {
            Notice();
            Assert.True(++steps < 100_000, "It never comes to rest.");
        }
        while (_threads.Step() || (_time.GetTimestamp() < end && _time.AdvanceToNext()));

        foreach (Task caller in _callers.Where(static caller => caller.IsFaulted))
        {
            caller.GetAwaiter().GetResult();
        }
    }

    /// <summary>Lets callers notice the ends of their calls, if they do so at once.</summary>
    private void Notice()
    {
        if (_hasNotices)
        {
            _threads.CompleteAll();
        }
    }

    private void At(TimeSpan later, Action happens) => _timers.Add(_time.CreateTimer(
        _ =>
        {
            Notice();
            happens();
        },
        null, later, Timeout.InfiniteTimeSpan));

    private void Happen()
    {
        int session = _random.Next(Sessions);
        switch (_random.Next(100))
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
                bool isOdd = _random.Next(20) == 0;
                Call(
                    session,
                    rows: 1 + ((session + (isOdd ? 1 : 0)) % 3),
                    poison: _random.Next(20) == 0,
                    timeout: _random.Next(3) == 0 ? TimeSpan.FromTicks(_random.Next(2_000, 80_000)) : null,
                    cancelAfter: _random.Next(5) == 0 ? TimeSpan.FromTicks(Math.Max(0, _random.Next(-5_000, 30_000))) : null);
                break;
        }
    }

    private void Write(int session)
    {
        SessionReference reference = _references[session];
        if (!_hasNotices && !reference.IsIdle)
        {
            return;
        }

        bool isH = _random.Next(2) == 0;
        string key = _engine.Models["m"].GetStateKey(Name(session), isH ? "h" : "g");
        if (_random.Next(3) == 0)
        {
            _engine.Tensors.Remove(key);
            reference.Write(isH, null);
            return;
        }

        int rows = 1 + (session % 3);
        long[] values = [.. Enumerable.Range(0, rows).Select(_ => _random.NextInt64(1_000_000))];
        using AiTensor state = AiTensor.Create<long>(isH ? [rows, 1] : [1, rows], values);
        _engine.Tensors.Set(key, state);
        reference.Write(isH, values);
    }

    private void EndSession(int session)
    {
        _references[session].Accept(new SimulatedCall(_calls.Count, [], rows: 0));
        _ends.Add(_engine.EndSessionAsync(Name(session)));
    }

    private void Store(ModelOptions? options)
    {
        _isLoading = true;
        _engine.Models.StoreAsync("m", SimulatedBackend.Source, options).GetAwaiter().GetResult();
        _isLoading = false;
        _version++;
    }

    private void Call(int session, int rows, bool poison, TimeSpan? timeout, TimeSpan? cancelAfter)
    {
        long[] x = [.. Enumerable.Range(0, rows * _random.Next(1, 3)).Select(_ => 1_000 + _random.NextInt64(1_000_000))];
        if (poison)
        {
            x[_random.Next(x.Length)] = SimulatedModel.Poison;
        }

        SimulatedCall call = new(_calls.Count, x, rows)
        {
            Session = Name(session),
            Version = _version,
            Timeout = timeout,
            Accepted = _time.GetTimestamp(),
            Cancellation = cancelAfter is null ? null : new CancellationTokenSource(),
        };
        _calls.Add(call);
        if (cancelAfter == TimeSpan.Zero)
        {
            call.Cancellation!.Cancel();
        }
        else if (cancelAfter is { } later)
        {
            At(later, call.Cancellation!.Cancel);
        }

        _references[session].Accept(call);
        _callers.Add(CallAsync(call, _references[session]));
    }

    private async Task CallAsync(SimulatedCall call, SessionReference reference)
    {
        using AiTensor x = AiTensor.Create<long>([call.Rows, call.X.Length / call.Rows], call.X);
        InferenceOptions options = new() { Session = call.Session, Timeout = call.Timeout };
        try
        {
            InferenceAttempt attempt = await _engine.Models["m"].TryRunAsync([x], options, call.Cancellation?.Token ?? default).ConfigureAwait(false);
            if (attempt.Accepted)
            {
                using ModelResult result = attempt.Result;
                Assert.False(call.IsPoisoned);
                call.End(CallOutcome.Answered, result.AsSpan<long>(0).ToArray());
            }
            else
            {
                Assert.NotNull(call.Timeout);
                Assert.True(attempt.RetryAfter > TimeSpan.Zero);
                call.End(CallOutcome.Refused);
            }
        }
        catch (BackendException) when (call.IsPoisoned)
        {
            call.End(CallOutcome.Failed);
        }
        catch (TensorMismatchException)
        {
            call.End(CallOutcome.Mismatch);
        }
        catch (TimeoutException)
        {
            Assert.True(_time.GetTimestamp() >= call.Accepted + call.Timeout!.Value.Ticks, $"{call} timed out early.");
            call.End(CallOutcome.TimedOut);
        }
        catch (OperationCanceledException error)
        {
            Assert.True(error.CancellationToken == call.Cancellation?.Token && error.CancellationToken.IsCancellationRequested);
            call.End(CallOutcome.Cancelled);
        }

        reference.End(call);
    }

    private void Run(SimulatedExecution execution, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        if (!_isLoading)
        {
            Pass((int)inputs[1].Shape[0], execution);
        }

        SessionModel.Run(execution, inputs, outputs);
    }

    /// <summary>Lets the time of a run pass, in which other things happen, also other runs.</summary>
    private void Pass(int rows, SimulatedExecution execution)
    {
        TimeSpan cost = RunCost.Gru256.Of(rows) * (_hasNotices || _random.Next(10) == 0 ? 100 : 5);
        _depth++;
        for (int part = 0; part < 3; part++)
        {
            Notice();
            _time.Advance(cost / 3);
            execution.ThrowIfStopped();
            if (_depth < 3 && _random.Next(2) == 0)
            {
                _threads.Step();
            }
        }

        Notice();
        _depth--;
    }

    private void CompareStates(int session)
    {
        using AiTensor? h = _engine.Tensors.Get(_engine.Models["m"].GetStateKey(Name(session), "h"));
        using AiTensor? g = _engine.Tensors.Get(_engine.Models["m"].GetStateKey(Name(session), "g"));
        Assert.Equal(_references[session].H, h?.ToArray<long>());
        Assert.Equal(_references[session].G, g?.ToArray<long>());
    }

    private static string Name(int session) => $"s/{session}";
}
