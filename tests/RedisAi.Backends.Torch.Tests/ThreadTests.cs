using System.Runtime.InteropServices;
using RedisAi.Backends.Onnx;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>How many threads a run uses: as many as the options say, and by default one for each caller.</summary>
public sealed class ThreadTests
{
    private const int TorchCallers = 8;
    private const int OnnxCallers = 4;

    /// <summary>The pool's threads, and timers.</summary>
    private const int OtherThreads = 4;

    [Theory]
    [InlineData(null, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 5)]
    public async Task Script_and_model_run_with_as_many_threads_as_the_options_say(int? asked, int expected)
    {
        await using RedisAiEngine ai = await EngineAsync(("k", asked));

        Assert.Equal(expected, CountOfScript(ai, "k"));
        Assert.Equal(expected, CountOfModel(ai, "k"));
    }

    [Fact]
    public async Task Each_of_several_keeps_its_own_number_when_they_take_turns_on_one_thread()
    {
        await using RedisAiEngine ai = await EngineAsync(("1", 1), ("2", 2), ("3", 3));
        int[] order = [1, 3, 2, 1, 2, 3];
        for (int round = 0; round < 20; round++)
        {
            foreach (int number in order)
            {
                Assert.Equal(number, CountOfModel(ai, $"{number}"));
                Assert.Equal(number, CountOfScript(ai, $"{number}"));
            }
        }
    }

    [Fact]
    public async Task Each_of_many_threads_gets_the_number_from_its_first_call_on()
    {
        await using RedisAiEngine ai = await EngineAsync(("2", 2), ("3", 3));

        Threads.Run(8, thread =>
        {
            for (int i = 0; i < 50; i++)
            {
                int number = 2 + ((thread + i) % 2);
                Assert.Equal(number, thread < 4 ? CountOfModel(ai, $"{number}") : CountOfScript(ai, $"{number}"));
            }
        });
    }

    [Fact]
    public async Task Script_has_its_own_number_again_after_a_model_that_it_runs()
    {
        await using RedisAiEngine ai = await EngineAsync(("2", 2));
        await ai.Scripts.StoreAsync("s", ScriptSource.FromText("""
            def f(x):
                before = redis.execute("THREADS")
                y = redisAI.model_execute("2", [x, x], 1)
                after = redis.execute("THREADS")
                assert isinstance(before, int)
                assert isinstance(after, int)
                return before, after
            """), new ScriptOptions { Threads = 3 });
        using AiTensor x = TorchModels.Filled(1, 1);

        using ScriptResult result = ai.Scripts["s"].Run("f", [x]);

        Assert.Equal((3, 3), (result.AsSpan<long>(0)[0], result.AsSpan<long>(1)[0]));
    }

    [Fact]
    public async Task Callers_of_both_runtimes_at_once_use_no_more_threads_than_there_are_callers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The threads of the process are counted as Linux lists them.");
        await using RedisAiEngine ai = new(new TorchBackend(), new OnnxBackend());
        await ai.Models.StoreAsync("torch", TorchModels.Source("gru_step"));
        await ai.Models.StoreAsync("onnx", ModelSource.FromFile(TestData.Path("onnx", "mlp_1ms.onnx")), new ModelOptions { Threads = 1 });

        // Large enough for libtorch and BLAS to divide it, were they to.
        await ai.Scripts.StoreAsync("s", ScriptSource.FromText("def f(x):\n    return torch.matmul(x, x) + torch.sigmoid(x) + x.exp()\n"));
        int before = CountThreads();
        int most = 0;

        Threads.RunFor(TimeSpan.FromSeconds(2), TorchCallers, OnnxCallers, TorchStep, OnnxStep, () => Volatile.Read(ref most) >= before + TorchCallers);

        TestContext.Current.SendDiagnosticMessage($"{before} threads before, {most} with {TorchCallers + OnnxCallers} callers");
        Assert.InRange(most, before + TorchCallers, before + TorchCallers + OnnxCallers + OtherThreads);

        void TorchStep(Random random)
        {
            if (random.Next(2) == 0)
            {
                using AiTensor x = TorchModels.Filled(0.01f, 300, 300);
                ai.Scripts["s"].Run("f", [x]).Dispose();
            }
            else
            {
                AiTensor[] inputs = [.. Enumerable.Range(0, 3).Select(static index => NpyFile.Load(TestData.Path("torch", $"gru_step.in.{index}.npy")))];
                ai.Models["torch"].Run(inputs).Dispose();
                Array.ForEach(inputs, static input => input.Dispose());
            }

            Look();
        }

        void OnnxStep(Random random)
        {
            using AiTensor x = NpyFile.Load(TestData.Path("onnx", "mlp_1ms.in.x.npy"));
            ai.Models["onnx"].Run([x]).Dispose();
            Look();
        }

        void Look()
        {
            int now = CountThreads();
            for (int seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
            {
                Interlocked.CompareExchange(ref most, now, seen);
            }
        }
    }

    [Fact]
    public void Blas_does_not_divide_its_work_among_threads_of_its_own()
    {
        Assert.SkipUnless(NativeLibrary.TryLoad("libblas.so.3", out nint blas), "There is no libblas.so.3.");
        Assert.SkipUnless(NativeLibrary.TryGetExport(blas, "openblas_get_num_threads", out nint function), "libblas.so.3 is not OpenBLAS.");

        int threads = Marshal.GetDelegateForFunctionPointer<GetThreads>(function)();

        Assert.Equal(1, threads);
    }

    private static int CountThreads() => Directory.GetDirectories("/proc/self/task").Length;

    /// <summary>An engine with a model and a script under each key. The script asks the keyspace, which asks OpenMP, as libtorch's operators do.</summary>
    private static async Task<RedisAiEngine> EngineAsync(params (string Key, int? Threads)[] parts)
    {
        RedisAiEngine ai = new(new RedisAiOptions { Keyspace = new OpenMpKeyspace() }, [new TorchBackend()]);
        foreach ((string key, int? threads) in parts)
        {
            await ai.Models.StoreAsync(key, TorchModels.Source("add16"), new ModelOptions { Threads = threads });
            await ai.Scripts.StoreAsync(key, ScriptSource.FromText("""
                def count(x):
                    threads = redis.execute("THREADS")
                    assert isinstance(threads, int)
                    return threads
                """), new ScriptOptions { Threads = threads });
        }

        return ai;
    }

    private static int CountOfScript(RedisAiEngine ai, string key)
    {
        using AiTensor x = TorchModels.Filled(1, 1);
        using ScriptResult result = ai.Scripts[key].Run("count", [x]);
        return (int)result.AsSpan<long>(0)[0];
    }

    private static int CountOfModel(RedisAiEngine ai, string key)
    {
        // The number stays with the thread until the next run sets it.
        using AiTensor x = TorchModels.Filled(1, 1);
        ai.Models[key].Run([x, x]).Dispose();
        return OpenMpKeyspace.Threads;
    }

    /// <summary>Answers every command with how many threads an operator on this thread may use.</summary>
    private sealed class OpenMpKeyspace : IKeyspace
    {
        private static readonly GetThreads s_threads = Find();

        public static int Threads => s_threads();

        public KeyspaceReply Execute(string command, ReadOnlySpan<string> arguments) => KeyspaceReply.FromInteger(Threads);

        private static GetThreads Find()
        {
            Assert.SkipUnless(NativeLibrary.TryLoad("libgomp.so.1", out nint openMp), "This libtorch does not use GNU's OpenMP.");
            return Marshal.GetDelegateForFunctionPointer<GetThreads>(NativeLibrary.GetExport(openMp, "omp_get_max_threads"));
        }
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int GetThreads();
}
