using Microsoft.Extensions.Logging;
using RedisAi.Backends.Onnx;
using RedisAi.Benchmarks.Goals;

namespace RedisAi.Benchmarks.Costs;

/// <summary>What logs, spans and metrics allocate while nobody listens: a logger that is there and writes warnings only, no listener of spans or metrics.</summary>
internal static class ListenerCosts
{
    private const int Calls = 20_000;

    public static IEnumerable<Cost> Measure()
    {
        using ILoggerFactory logs = new SilentLoggers();
        using RedisAiEngine engine = new(new RedisAiOptions(), [new OnnxBackend()], loggerFactory: logs);
        IModel model = ModelFiles.Load(engine, "add16");
        IModel recurrent = Goals.Batching.GruCallers.Load(engine);
        using AiTensor x = AiTensor.Create<float>([16], static elements => elements.Clear());
        using AiTensor row = AiTensor.Create<float>([1, Goals.Batching.GruCallers.Size], static elements => elements.Clear());
        AiTensor[] two = [x, x];
        AiTensor[] one = [row];
        InferenceOptions session = new() { Session = "s" };
        DagBuilder dag = engine.CreateDag("plan");
        dag.Output("y", dag.Model("add16", dag.Input("a"), dag.Input("b"))[0]);
        DagPlan plan = dag.Compile();
        NamedTensors named = new() { ["a"] = x, ["b"] = x };

        yield return Of("Run", () => model.Run(two).Dispose());
        yield return Of("RunAsync", () => Wait(model.RunAsync(two)).Dispose());
        yield return Of("RunAsync with a session", () => Wait(recurrent.RunAsync(one, session)).Dispose());
        yield return Of("a plan of one model", () => plan.Run(named).Dispose());
        yield return Of("the store: set and get, which makes a handle", () =>
        {
            engine.Tensors.Set("k", x);
            engine.Tensors.Get("k")!.Dispose();
        });
    }

    /// <summary>Blocks until a call has ended, without the task that <see cref="ValueTask{TResult}.AsTask"/> would make.</summary>
    private static ModelResult Wait(ValueTask<ModelResult> call)
    {
        SpinWait spin = default;
        while (!call.IsCompleted)
        {
            spin.SpinOnce();
        }

        return call.GetAwaiter().GetResult();
    }

    private static Cost Of(string what, Action act)
    {
        Action<int> run = times =>
        {
            for (int i = 0; i < times; i++)
            {
                act();
            }
        };
        return new Cost(what, AllocatedBytes.AtMost(what, run, Calls, limit: 0).Value, "B/call");
    }

    /// <summary>Loggers that would write warnings, and drop them.</summary>
    private sealed class SilentLoggers : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }
}
