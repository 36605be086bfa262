using System.Globalization;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>The memory of the process stays as it is, however often something is done: what no count of objects shows.</summary>
public sealed class MemoryGrowthTests
{
    private const int MaxGrownMegabytes = 20;

    [Fact]
    public async Task Scripts_stored_and_deleted_thousands_of_times_leave_no_memory_behind()
    {
        await using RedisAiEngine ai = TorchModels.Engine();
        using AiTensor x = TorchModels.Filled(1, 16);

        await AssertFlatAsync(warmUp: 500, repetitions: 3_000, async number =>
        {
            await ai.Scripts.StoreAsync("s", ScriptSource.FromText($"def helper(x, n: int = {number}):\n    for i in range(3):\n        x = x + i\n    return x * n\n\ndef f(x):\n    return helper(x)\n"));
            ai.Scripts["s"].Run("f", [x]).Dispose();
            await ai.Scripts.DeleteAsync("s");
        });
    }

    [Fact]
    public async Task Scripts_that_do_not_compile_leave_no_memory_behind()
    {
        await using RedisAiEngine ai = TorchModels.Engine();

        await AssertFlatAsync(warmUp: 500, repetitions: 2_000, number => Assert.ThrowsAsync<ScriptCompilationException>(
            () => ai.Scripts.StoreAsync("s", ScriptSource.FromText($"def f(x):\n    y = x + {number}\n    return torch.absent(y)\n"))));
    }

    [Fact]
    public async Task Models_stored_and_deleted_many_times_leave_no_memory_behind()
    {
        // Each model is loaded on a thread of its own, for which the C library sets memory apart: so what is in use is asked for, not what the process has.
        const int WeightBytes = 57_000;
        const int Cycles = 150;
        Assert.SkipUnless(NativeHeap.BytesInUse is not null, "This C library does not tell how much memory is in use.");
        await using RedisAiEngine ai = TorchModels.Engine();
        using AiTensor x = TorchModels.Filled(1, 1, 3, 32, 32);
        await RepeatAsync(50, StoreAndDelete);
        long before = NativeHeap.BytesInUse!.Value;

        await RepeatAsync(Cycles, StoreAndDelete);

        long grown = (NativeHeap.BytesInUse!.Value - before) / Cycles;
        TestContext.Current.SendDiagnosticMessage($"{grown} bytes more after each model.");
        Assert.InRange(grown, long.MinValue, WeightBytes / 2);

        async Task StoreAndDelete(int number)
        {
            await ai.Models.StoreAsync("m", TorchModels.Source("resnet"), new ModelOptions().ConfigureTorch(torch => torch.Optimize = number % 2 == 0));
            ai.Models["m"].Run([x]).Dispose();
            await ai.Models.DeleteAsync("m");
        }
    }

    [Fact]
    public async Task Calls_leave_no_memory_behind()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("add16");
        await ai.Scripts.StoreAsync("s", ScriptSource.FromText("def f(x):\n    return x + 1, [x * 2, x]\n"));
        using AiTensor x = TorchModels.Filled(1, 16);
        using AiTensor large = TorchModels.Filled(1, 2_000);

        await AssertFlatAsync(warmUp: 10_000, repetitions: 100_000, number =>
        {
            AiTensor input = number % 2 == 0 ? x : large;
            ai.Models["m"].Run([input, input]).Dispose();
            ai.Scripts["s"].Run("f", [input]).Dispose();
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Tensors_that_scripts_read_and_write_leave_no_memory_behind()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def f(x):
                for i in range(10):
                    redisAI.tensor_set("state", redisAI.tensor_get("state") + x)
                return redisAI.tensor_get("state")
            """);
        using AiTensor x = TorchModels.Filled(1, 2_000);
        ai.Tensors.Set("state", x);

        await AssertFlatAsync(warmUp: 1_000, repetitions: 10_000, _ =>
        {
            ai.Scripts["s"].Run("f", [x]).Dispose();
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Calls_that_fail_leave_no_memory_behind()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("def f(x):\n    y = redisAI.tensor_get(\"state\")\n    return y + redisAI.tensor_get(\"absent\")\n");
        using AiTensor x = TorchModels.Filled(1, 2_000);
        ai.Tensors.Set("state", x);

        await AssertFlatAsync(warmUp: 500, repetitions: 3_000, _ =>
        {
            Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("f", [x]));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Replies_and_arguments_that_grow_from_call_to_call_leave_no_memory_behind()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def log(x):
                redis.execute("RPUSH", "k", "v")
                return len(redis.asList(redis.execute("LRANGE", "k", "0", "-1")))

            def length(x, keys: List[str], args: List[str]):
                return len(args[0])
            """);
        using AiTensor x = TorchModels.Filled(1, 2);

        await AssertFlatAsync(warmUp: 10, repetitions: 1_500, number =>
        {
            ai.Scripts["s"].Run("log", [x]).Dispose();
            ai.Scripts["s"].Run("length", [x], args: [new string('a', 4_096 + (16 * number))]).Dispose();
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Commands_and_tensors_of_one_long_call_use_the_same_memory()
    {
        Assert.SkipUnless(NativeHeap.BytesInUse is not null, "This C library does not tell how much memory is in use.");
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def f(x, n: int):
                redisAI.model_execute("measure", [x], 1)
                for i in range(n):
                    redis.execute("SET", "k", "v")
                    redis.execute("GET", "k")
                    redisAI.tensor_get("t")
                return redisAI.model_execute("measure", [x], 1)[0]
            """);
        List<long> measured = [];
        await ai.Models.StoreAsync("measure", ModelSource.FromFunction(["x"], ["y"], inputs =>
        {
            measured.Add(NativeHeap.BytesInUse!.Value);
            return inputs;
        }));
        using AiTensor x = TorchModels.Filled(1, 2);
        using AiTensor few = AiTensor.Scalar(1_000L);
        using AiTensor many = AiTensor.Scalar(400_000L);
        ai.Tensors.Set("t", x);
        ai.Scripts["s"].Run("f", [x, few]).Dispose();
        measured.Clear();

        ai.Scripts["s"].Run("f", [x, many]).Dispose();

        Assert.Equal(2, measured.Count);

        // What the compiler takes meanwhile comes from the same heap, up to some MiB; 100 bytes for each repetition would be 40 MB.
        Assert.InRange(measured[1] - measured[0], long.MinValue, 8 << 20);
    }

    [Fact]
    public async Task Long_text_that_was_given_is_not_kept_for_the_next_call()
    {
        const long Length = 50_000_000;
        Assert.SkipUnless(NativeHeap.BytesInUse is not null, "This C library does not tell how much memory is in use.");
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("def f(x, n: int):\n    return \"a\".ljust(n)\n");
        using AiTensor x = TorchModels.Filled(1, 2);
        using AiTensor one = AiTensor.Scalar(1L);
        using AiTensor length = AiTensor.Scalar(Length);
        ai.Scripts["s"].Run("f", [x, one]).Dispose();
        long before = NativeHeap.BytesInUse!.Value;

        ai.Scripts["s"].Run("f", [x, length]).Dispose();

        Assert.InRange(NativeHeap.BytesInUse!.Value - before, long.MinValue, Length / 2);
    }

    private static async Task AssertFlatAsync(int warmUp, int repetitions, Func<int, Task> action)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The memory of the process is read as Linux gives it.");
        await RepeatAsync(warmUp, action);
        double before = ResidentMegabytes();

        await RepeatAsync(repetitions, action);

        double grown = ResidentMegabytes() - before;
        TestContext.Current.SendDiagnosticMessage(
            string.Create(CultureInfo.InvariantCulture, $"{TestContext.Current.Test?.TestDisplayName}: {before:F1} MB, and {grown:F1} MB more after {repetitions} repetitions"));
        Assert.True(grown < MaxGrownMegabytes, string.Create(CultureInfo.InvariantCulture, $"{grown:F1} MB more after {repetitions} repetitions."));
    }

    private static async Task RepeatAsync(int count, Func<int, Task> action)
    {
        for (int i = 0; i < count; i++)
        {
            await action(i);
        }
    }

    /// <summary>What the process has in memory, without what the collector has yet to free.</summary>
    private static double ResidentMegabytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        long pages = long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture);
        return pages * (double)Environment.SystemPageSize / (1 << 20);
    }
}
