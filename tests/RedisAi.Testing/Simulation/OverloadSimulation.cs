namespace RedisAi.Testing.Simulation;

/// <summary>Calls that come at random, in virtual time, on one core that runs a model of a known cost.</summary>
internal sealed class OverloadSimulation : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly StepThreads _threads = new();
    private readonly RunCost _cost;
    private readonly Random _random;
    private readonly RedisAiEngine _engine;
    private readonly IModel _model;
    private readonly AiTensor _input = AiTensor.Create<float>([1, 1], [1]);

    private readonly Queue<long> _due = new();
    private readonly ITimer _arrival;

    private InferenceOptions _options = new();
    private int _expected;
    private int _calls;
    private int _runs;
    private int _inTime;
    private int _late;
    private int _refused;
    private int _timedOut;

    /// <param name="cost">What a run takes.</param>
    /// <param name="seed">Of the times at which calls come.</param>
    public OverloadSimulation(RunCost cost, int seed)
    {
        _cost = cost;
        _random = new Random(seed);
        ShapePattern rows = new([-1, 1], ["batch", ""]);
        ModelSignature signature = new([new TensorSpec("x", TensorDataType.Float32, rows)], [new TensorSpec("y", TensorDataType.Float32, rows)]);
        SimulatedBackend backend = new(signature, (_, inputs, outputs) =>
        {
            _runs++;
            _time.Advance(_cost.Of((int)inputs[0].Shape[0]));
            outputs[0] = inputs[0].AddReference();
        });
        _engine = new RedisAiEngine(new RedisAiOptions(), [backend], keyspace: null, _time, loggerFactory: null, meterFactory: null, _threads);
        _engine.Models.StoreAsync("m", SimulatedBackend.Source).GetAwaiter().GetResult();
        _model = _engine.Models["m"];
        _arrival = _time.CreateTimer(_ => Arrive(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private bool HasEnded => _expected == _inTime + _late + _refused + _timedOut;

    /// <summary>Lets calls come for some time, and waits for the end of the last one.</summary>
    /// <param name="perSecond">How many come in a second, on the mean.</param>
    /// <param name="deadline">How long an answer may take.</param>
    /// <param name="length">How long calls come.</param>
    public OverloadResult Run(double perSecond, TimeSpan deadline, TimeSpan length)
    {
        (_calls, _runs, _inTime, _late, _refused, _timedOut) = (0, 0, 0, 0, 0, 0);
        _options = new InferenceOptions { Timeout = deadline };
        double due = _time.GetTimestamp();
        double until = due + length.Ticks;
        while ((due -= Math.Log(1 - _random.NextDouble()) / perSecond * TimeSpan.TicksPerSecond) < until)
        {
            _due.Enqueue((long)due);
        }

        _expected = _due.Count;
        SetNext();
        while (_threads.Step() || !HasEnded)
        {
            if (_threads.Started == 0 && !HasEnded && !_time.AdvanceToNext())
            {
                throw new InvalidOperationException($"Of {_calls} calls some never end.");
            }
        }

        return new OverloadResult(_calls, _inTime, _late, _refused, _timedOut, _runs);
    }

    public void Dispose()
    {
        _arrival.Dispose();
        _engine.Dispose();
        _input.Dispose();
    }

    private void Arrive()
    {
        // The next one may come while this one runs.
        SetNext();
        _calls++;
        _ = CallAsync();
    }

    private void SetNext()
    {
        if (_due.TryDequeue(out long due))
        {
            _arrival.Change(TimeSpan.FromTicks(Math.Max(0, due - _time.GetTimestamp())), Timeout.InfiniteTimeSpan);
        }
    }

    private async Task CallAsync()
    {
        long started = _time.GetTimestamp();
        try
        {
            InferenceAttempt attempt = await _model.TryRunAsync([_input], _options).ConfigureAwait(false);
            if (!attempt.Accepted)
            {
                _refused++;
                return;
            }

            attempt.Result.Dispose();
            bool isInTime = _time.GetElapsedTime(started) <= _options.Timeout;
            _inTime += isInTime ? 1 : 0;
            _late += isInTime ? 0 : 1;
        }
        catch (TimeoutException)
        {
            _timedOut++;
        }
    }
}
