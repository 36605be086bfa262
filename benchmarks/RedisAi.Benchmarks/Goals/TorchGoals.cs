using RedisAi.Backends;
using RedisAi.Backends.Torch;
using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Benchmarks.Goals;

internal static class TorchGoals
{
    private const string Add = "def add(a, b):\n    return a + b\n";

    public static IEnumerable<Goal> Measure()
    {
        using TorchBackend backend = new();
        Console.WriteLine(backend.RuntimeVersion);
        using IScriptSession session = backend.Compile(Add, new ScriptOptions { Threads = 1 }, default);
        using IScriptExecution execution = session.CreateExecution();
        using AiTensor a = AiTensor.Create<float>([16], static e => e.Fill(1));
        using AiTensor b = AiTensor.Create<float>([16], static e => e.Fill(2));
        using RawTorchRun raw = new(TorchModuleHandle.FromSource(Add, new RaitLoadOptions { DeviceIndex = -1, Threads = 1 }), [a, b]);
        TensorValue[] inputs = [a.Borrow(), b.Borrow()];
        ScriptOutputs outputs = new();
        PairedRounds rounds = PairedRounds.Measure(
            times =>
            {
                for (int i = 0; i < times; i++)
                {
                    execution.Execute(0, inputs, [], [], null!, outputs);
                    outputs.Clear();
                }
            },
            raw.Run, 5000, 101);
        yield return rounds.AtMost("torch-run-ratio", 1.15);
    }
}
