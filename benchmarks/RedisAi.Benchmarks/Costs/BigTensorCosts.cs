using System.Diagnostics;
using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;

namespace RedisAi.Benchmarks.Costs;

/// <summary>One tensor of 1 GiB on every path: how long it takes and, by the most memory that was resident meanwhile, how often it was copied.</summary>
internal static class BigTensorCosts
{
    private const long Elements = 1L << 28;

    public static IEnumerable<Cost> Measure()
    {
        List<Cost> costs = [];
        string folder = Directory.CreateTempSubdirectory("big").FullName;
        try
        {
            Measure(costs, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return costs;
    }

    private static void Measure(List<Cost> costs, string folder)
    {
        using RedisAiEngine engine = new(new OnnxBackend(), new TorchBackend());
        AiTensor? big = null;
        Note(costs, "create and fill", () => big = AiTensor.Create<float>([Elements], static elements => elements.Fill(1)));
        Note(costs, "for comparison, copy it to an array", () => GC.KeepAlive(big!.ToArray<float>()));
        Note(costs, "set, get, a slice and another shape", () =>
        {
            engine.Tensors.Set("big", big!);
            using AiTensor got = engine.Tensors.Get("big")!;
            using AiTensor slice = got.Slice(Elements / 2, Elements / 4);
            using AiTensor shaped = got.Reshape([1024, Elements / 1024]);
        });

        string snapshot = Path.Combine(folder, "big.safetensors");
        Note(costs, "save the store", () => engine.Tensors.SaveAsync(snapshot).GetAwaiter().GetResult());
        Note(costs, "load it into the store, in the place of the one there", () => engine.Tensors.LoadAsync(snapshot).GetAwaiter().GetResult());
        File.Delete(snapshot);
        string npy = Path.Combine(folder, "big.npy");
        Note(costs, "save as .npy", () => NpyFile.Save(npy, big!));
        Note(costs, "load the .npy", () => NpyFile.Load(npy).Dispose());
        File.Delete(npy);

        engine.Models.StoreAsync("function", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0].Share()])).GetAwaiter().GetResult();
        Note(costs, "through a model that is a C# function and gives its input", () => engine.Models["function"].Run([big!]).Dispose());
        engine.Models.StoreAsync("onnx", ModelSource.FromFile(Goals.ModelFiles.PathOf("identity_float32"))).GetAwaiter().GetResult();
        Note(costs, "through ONNX Runtime's Identity, which copies", () => engine.Models["onnx"].Run([big!]).Dispose());
        engine.Scripts.StoreAsync("script", ScriptSource.FromText("def same(x):\n    return x\n\ndef twice(x):\n    return x * 2\n")).GetAwaiter().GetResult();
        Note(costs, "through a script that gives its input, which is copied", () => engine.Scripts["script"].Run("same", [big!]).Dispose());
        Note(costs, "through a script that doubles it", () => engine.Scripts["script"].Run("twice", [big!]).Dispose());

        DagBuilder dag = engine.CreateDag("big");
        DagValue x = dag.Input("x");
        dag.Output("y", dag.Model("function", x)[0]);
        DagPlan plan = dag.Compile();
        Note(costs, "through a plan of that C# function", () => plan.Run(new NamedTensors { ["x"] = big! }).Dispose());
        big!.Dispose();
    }

    private static void Note(List<Cost> costs, string what, Action act)
    {
        GC.Collect();
        ProcessMemory.ResetPeak();
        double before = ProcessMemory.ResidentMiB;
        long started = Stopwatch.GetTimestamp();
        act();
        costs.Add(new Cost(what, Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms"));
        costs.Add(new Cost("   at most more resident", Math.Max(0, ProcessMemory.PeakMiB - before), "MiB"));
    }
}
