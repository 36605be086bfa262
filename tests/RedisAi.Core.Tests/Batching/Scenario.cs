using RedisAi.Tensors;
using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>
/// A random life of an engine on virtual time, with one model, <see cref="SessionModel"/>: what happens, happens at random moments, also
/// while runs are going on. Kinds of scenarios say what happens, and what must come of it.
/// </summary>
internal abstract class Scenario : IDisposable
{
    private static readonly TimeSpan s_length = TimeSpan.FromMilliseconds(40);

    /// <summary>Later nothing happens any more, but for the sweep of sessions, which goes on for ever.</summary>
    private static readonly TimeSpan s_end = TimeSpan.FromMinutes(5);

    private readonly List<ITimer> _timers = [];
    private readonly List<Task> _callers = [];
    private readonly List<Task> _ends = [];
    private readonly List<string> _trace = [];
    private bool _isLoading;
    private int _depth;

    /// <param name="seed">Tells all.</param>
    /// <param name="hasNotices">Whether callers notice the ends of their calls at once, or later and in any order; null to choose.</param>
    /// <param name="options">Settings of the engine; null for those it has anyway.</param>
    protected Scenario(int seed, bool? hasNotices = null, RedisAiOptions? options = null)
    {
        Random = new Random(seed);
        HasNotices = hasNotices ?? Random.Next(2) == 0;
        Threads = new StepThreads(Random) { CoreCount = Random.Next(1, 4) };
        SimulatedBackend backend = new(SessionModel.Signature, Run) { PrefersFewBatchSizes = Random.Next(4) == 0 };
        Engine = new RedisAiEngine(options ?? new RedisAiOptions(), [backend], keyspace: null, Time, loggerFactory: null, meterFactory: null, Threads);
        Time.Fired = Notice;
    }

    /// <summary>What has happened, in words that are the same for the same seed.</summary>
    public IReadOnlyList<string> Trace => _trace;

    protected Random Random { get; }

    /// <summary>
    /// Whether callers notice the ends of their calls at once. Then it is known what happens while a call is under way. A caller that runs
    /// what waits itself notices late, so that runs are long, and go to other threads.
    /// </summary>
    protected bool HasNotices { get; }

    protected ManualTimeProvider Time { get; } = new();

    protected StepThreads Threads { get; }

    protected RedisAiEngine Engine { get; }

    /// <summary>Whether calls may fail since their states do not fit into the store.</summary>
    protected virtual bool MayBeFull => false;

    protected List<SimulatedCall> Calls { get; } = [];

    /// <summary>Lives, and checks what comes of it.</summary>
    public abstract void Run();

    public void Dispose()
    {
        _timers.ForEach(static timer => timer.Dispose());
        Calls.ForEach(static call => call.Cancellation?.Dispose());

        // After a failure calls may be left.
        Task closed = Engine.DisposeAsync().AsTask();
        for (int i = 0; i < 1_000 && !closed.Wait(TimeSpan.FromMilliseconds(1)); i++)
        {
            Threads.RunAll();
            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>One thing that happens.</summary>
    protected abstract void Happen();

    /// <summary>A call has ended: <see cref="SimulatedCall.Outcome"/> says how.</summary>
    protected abstract void Ended(SimulatedCall call);

    /// <summary>Lets some things happen, and what comes of them.</summary>
    protected void Live()
    {
        int events = Random.Next(20, 120);
        for (int i = 0; i < events; i++)
        {
            At(TimeSpan.FromTicks(Random.NextInt64(s_length.Ticks)), Happen);
        }

        RunAll();
        Assert.All(Calls, static call => Assert.True(call.Outcome is not null, $"{call} never ends."));
        Assert.All(_ends, static end => Assert.True(end.Wait(TimeSpan.FromSeconds(20)), "A session never ends."));
    }

    /// <summary>Does all that there is to do.</summary>
    protected void RunAll()
    {
        int steps = 0;
        long end = Time.GetTimestamp() + s_end.Ticks;
        do
        {
            Notice();
            Assert.True(++steps < 100_000, "It never comes to rest.");
        }
        while (Threads.Step() || (Time.GetTimestamp() < end && Time.AdvanceToNext()));

        foreach (Task caller in _callers.Where(static caller => caller.IsFaulted))
        {
            caller.GetAwaiter().GetResult();
        }
    }

    /// <summary>Sets how calls share runs, as the dice say.</summary>
    protected void ChooseBatching(ModelOptions options)
    {
        options.Batching.BatchSize = Random.Next(3) == 0 ? Random.Next(2, 6) : null;
        if (HasNotices)
        {
            (options.Batching.Mode, options.WarmUp) = (BatchingMode.On, false);
        }

        if (Random.Next(4) == 0)
        {
            options.Batching.MinBatchSize = 2;
            options.Batching.MinBatchTimeout = TimeSpan.FromMilliseconds(2);
        }
    }

    /// <summary>Loads a model, whose runs take no time meanwhile.</summary>
    protected T Load<T>(Func<Task<T>> load)
    {
        _isLoading = true;
        try
        {
            return load().GetAwaiter().GetResult();
        }
        finally
        {
            _isLoading = false;
        }
    }

    protected void EndOf(string session) => _ends.Add(Engine.EndSessionAsync(session));

    /// <summary>Makes a call of so many rows, with what else may come as the dice say.</summary>
    protected SimulatedCall NewCall(string session, int version, int rows, bool isHasty = true)
    {
        long[] x = [.. Enumerable.Range(0, rows * Random.Next(1, 3)).Select(_ => 1_000 + Random.NextInt64(1_000_000))];
        if (isHasty && Random.Next(20) == 0)
        {
            x[Random.Next(x.Length)] = SimulatedModel.Poison;
        }

        TimeSpan? cancelAfter = isHasty && Random.Next(5) == 0 ? TimeSpan.FromTicks(Math.Max(0, Random.Next(-5_000, 30_000))) : null;
        SimulatedCall call = new(Calls.Count, x, rows)
        {
            Session = session,
            Version = version,
            Timeout = isHasty && Random.Next(3) == 0 ? TimeSpan.FromTicks(Random.Next(2_000, 80_000)) : null,
            Accepted = Time.GetTimestamp(),
            Cancellation = cancelAfter is null ? null : new CancellationTokenSource(),
            WasCancelled = cancelAfter == TimeSpan.Zero,
        };
        Calls.Add(call);
        if (cancelAfter == TimeSpan.Zero)
        {
            call.Cancellation!.Cancel();
        }
        else if (cancelAfter is { } later)
        {
            At(later, call.Cancellation!.Cancel);
        }

        return call;
    }

    protected void Start(SimulatedCall call) => _callers.Add(CallAsync(call));

    /// <summary>Says that something has happened.</summary>
    protected void Tell(string what) => _trace.Add($"{Time.GetTimestamp() - TimeSpan.TicksPerDay}: {what}");

    private void At(TimeSpan later, Action happens) => _timers.Add(Time.CreateTimer(
        _ =>
        {
            Notice();
            happens();
        },
        null, later, Timeout.InfiniteTimeSpan));

    /// <summary>Lets callers notice the ends of their calls, if they do so at once.</summary>
    private void Notice()
    {
        if (HasNotices)
        {
            Threads.CompleteAll();
        }
    }

    private async Task CallAsync(SimulatedCall call)
    {
        using AiTensor x = AiTensor.Create<long>([call.Rows, call.X.Length / call.Rows], call.X);
        InferenceOptions options = new() { Session = call.Session, Timeout = call.Timeout };
        try
        {
            InferenceAttempt attempt = await Engine.Models["m"].TryRunAsync([x], options, call.Cancellation?.Token ?? default).ConfigureAwait(false);
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
        catch (TensorStoreFullException) when (MayBeFull)
        {
            call.End(CallOutcome.Full);
        }
        catch (TimeoutException)
        {
            Assert.True(Time.GetTimestamp() >= call.Accepted + call.Timeout!.Value.Ticks, $"{call} timed out early.");
            call.End(CallOutcome.TimedOut);
        }
        catch (OperationCanceledException error)
        {
            Assert.True(error.CancellationToken == call.Cancellation?.Token && error.CancellationToken.IsCancellationRequested);
            call.End(CallOutcome.Cancelled);
        }

        Tell($"{call}: {call.Outcome} [{string.Join(",", call.Answer ?? [])}]");
        Ended(call);
    }

    private void Run(SimulatedExecution execution, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        if (!_isLoading)
        {
            int rows = (int)inputs[1].Shape[0];
            Tell($"run of {rows} rows on version {execution.Version}");
            Pass(rows, execution);
        }

        SessionModel.Run(execution, inputs, outputs);
    }

    /// <summary>Lets the time of a run pass, in which other things happen, also other runs.</summary>
    private void Pass(int rows, SimulatedExecution execution)
    {
        // Long means that not even a run that is stopped after its first part makes the model look quick.
        TimeSpan cost = RunCost.Gru256.Of(rows) * (HasNotices || Random.Next(10) == 0 ? 200 : 5);
        _depth++;
        for (int part = 0; part < 3; part++)
        {
            Notice();
            Time.Advance(cost / 3);
            execution.ThrowIfStopped();
            if (_depth < 3 && Random.Next(2) == 0)
            {
                Threads.Step();
            }
        }

        Notice();
        _depth--;
    }
}
