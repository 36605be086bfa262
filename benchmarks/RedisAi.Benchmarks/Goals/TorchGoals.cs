using System.Diagnostics;
using RedisAi.Backends.Torch;
using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Benchmarks.Goals;

/// <summary>What a call of a script or a TorchScript model costs beyond what it costs in C++.</summary>
internal static class TorchGoals
{
    private const string Script = """
        def add(a, b):
            return a + b

        def read(n: int):
            for i in range(n):
                x = redisAI.tensor_get("session:42:context")
            return n
        """;

    private static readonly RaitLoadOptions s_raw = new() { DeviceIndex = -1, Optimize = 1, Threads = 1 };

    public static IEnumerable<GoalRow> Rows =>
    [
        new("torch-run-ratio", static name => WithScript((_, script, inputs) => RunRatio(name, script, inputs))),
        new("torch-run-bytes", static name => WithScript((_, script, inputs) => AllocatedBytes.OfNone(name, times => Run(script, inputs, times)))),
        new("torch-callback-us", static name => WithScript((engine, script, _) => Callback(name, engine, script))),
        new("torch-resnet-ratio", ResnetRatio),
    ];

    private static Goal WithScript(Func<RedisAiEngine, IScript, AiTensor[], Goal> measure)
    {
        using RedisAiEngine engine = new(new TorchBackend());
        engine.Scripts.StoreAsync("s", ScriptSource.FromText(Script)).GetAwaiter().GetResult();
        IScript script = engine.Scripts["s"];
        using AiTensor a = AiTensor.Create<float>([16], static elements => elements.Fill(0.5f));
        using AiTensor b = AiTensor.Create<float>([16], static elements => elements.Fill(0.5f));
        return measure(engine, script, [a, b]);
    }

    private static Goal RunRatio(string name, IScript script, AiTensor[] inputs)
    {
        using RawTorchRun raw = new(TorchModuleHandle.FromSource(Script, s_raw), inputs);
        return PairedRounds.Measure(times => Run(script, inputs, times), raw.Run, operations: 5_000, rounds: 201).AtMost(name, 1.15);
    }

    private static Goal Callback(string name, RedisAiEngine engine, IScript script)
    {
        const int Gets = 1_000;
        const int Rounds = 201;
        using AiTensor context = AiTensor.Create<float>([256], static elements => elements.Clear());
        using AiTensor count = AiTensor.Scalar((long)Gets);
        engine.Tensors.Set("session:42:context", context);

        // The loop is part of what is measured.
        double[] times = new double[Rounds];
        for (int round = -20; round < Rounds; round++)
        {
            long started = Stopwatch.GetTimestamp();
            script.Run("read", [count]).Dispose();
            if (round >= 0)
            {
                times[round] = Stopwatch.GetElapsedTime(started).TotalMicroseconds / Gets;
            }
        }

        return Goal.AtMost(name, times, "us", 1.0);
    }

    private static Goal? ResnetRatio(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "models", "resnet18.pt");
        if (!File.Exists(path))
        {
            Console.WriteLine($"{name} was not measured: make the model with eng/make-resnet.sh, and build again.");
            return null;
        }

        using RedisAiEngine engine = new(new TorchBackend());
        engine.Models.StoreAsync("resnet", ModelSource.FromFile(path), new ModelOptions { Threads = 1 }).GetAwaiter().GetResult();
        IModel model = engine.Models["resnet"];
        using AiTensor image = AiTensor.Create<float>([1, 3, 224, 224], static elements => elements.Fill(0.5f));
        AiTensor[] inputs = [image];
        using RawTorchRun raw = new(TorchModuleHandle.FromFile(path, s_raw), inputs);

        // Run by run in turn: over longer rounds the machine's own speed differs by more than the limit.
        return PairedRounds.Measure(times => RunModel(model, inputs, times), raw.Run, operations: 1, rounds: 301).AtMost(name, 1.01);
    }

    private static void Run(IScript script, AiTensor[] inputs, int times)
    {
        float sum = 0;
        for (int i = 0; i < times; i++)
        {
            using ScriptResult result = script.Run("add", inputs);
            sum += result.AsSpan<float>(0)[0];
        }

        GC.KeepAlive(sum);
    }

    private static void RunModel(IModel model, AiTensor[] inputs, int times)
    {
        float sum = 0;
        for (int i = 0; i < times; i++)
        {
            using ModelResult result = model.Run(inputs);
            sum += result.AsSpan<float>(0)[0];
        }

        GC.KeepAlive(sum);
    }
}
