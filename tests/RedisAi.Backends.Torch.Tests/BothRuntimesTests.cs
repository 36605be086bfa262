using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch.Interop;
using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>libtorch and ONNX Runtime in one process.</summary>
public sealed class BothRuntimesTests
{
    private const int ThreadCount = 6;
    private const int LeastCalls = 100;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Models_of_both_and_scripts_give_right_answers_by_turns_on_many_threads()
    {
        await using RedisAiEngine ai = new(new TorchBackend(), new OnnxBackend());
        await ai.Models.StoreAsync("torch", TorchModels.Source("mlp"));
        await ai.Models.StoreAsync("torch add", TorchModels.Source("add16"));
        await ai.Models.StoreAsync("onnx", OnnxSource("mlp"));
        await ai.Models.StoreAsync("onnx add", OnnxSource("add16"));
        await ai.Scripts.StoreAsync("s", ScriptSource.FromText("""
            def through_both(x):
                y = redisAI.model_execute("torch add", [x, x], 1)[0]
                return redisAI.model_execute("onnx add", [y, x], 1)[0] * 2
            """));
        using Golden torch = new("torch", "mlp.in.0.npy", "mlp.out.0.npy");
        using Golden onnx = new("onnx", "mlp.in.x.npy", "mlp.out.logits.npy");
        int calls = 0;

        Threads.RunFor(s_duration, ThreadCount, writers: 0, Step, static _ => { }, () => Volatile.Read(ref calls) >= LeastCalls);

        Assert.InRange(calls, LeastCalls, int.MaxValue);
        Assert.All(ai.Models.List(), static model => Assert.Equal(0, model.Statistics.Errors));

        void Step(Random random)
        {
            float number = random.Next(1_000);
            switch (random.Next(4))
            {
                case 0:
                    torch.AssertAnswers(ai.Models["torch"]);
                    break;
                case 1:
                    onnx.AssertAnswers(ai.Models["onnx"]);
                    break;
                case 2:
                    AssertAdds(ai.Models[random.Next(2) == 0 ? "torch add" : "onnx add"], number);
                    break;
                default:
                    AssertScript(ai.Scripts["s"], number);
                    break;
            }

            Interlocked.Increment(ref calls);
        }
    }

    [Theory]
    [InlineData("onnx", "right, onnx before torch")]
    [InlineData("torch", "right, torch before onnx")]
    public async Task Either_may_be_loaded_first(string first, string expected)
    {
        using OnnxBackend onnx = new();
        Assert.NotEmpty(onnx.RuntimeVersion);
        string folder = Path.GetDirectoryName(TorchRuntime.Load(null).Path)!;
        using ChildProcess child = FuzzHost.Start(["both", first, folder, TorchRuntime.Load(null).Path, TestData.Folder], TorchRuntime.EnvironmentVariable, value: null);

        List<string> lines = await child.ReadLinesAsync();

        Assert.Equal([expected], lines);
        Assert.Equal(0, child.ExitCode);
    }

    private static ModelSource OnnxSource(string name) => ModelSource.FromFile(TestData.Path("onnx", $"{name}.onnx"));

    private static void AssertAdds(IModel model, float number)
    {
        using AiTensor x = TorchModels.Filled(number, 16);
        using ModelResult result = model.Run([x, x]);
        Assert.True(result.AsSpan<float>(0).IndexOfAnyExcept(2 * number) < 0, $"{model.Key}: {result[0]}");
    }

    private static void AssertScript(IScript script, float number)
    {
        using AiTensor x = TorchModels.Filled(number, 16);
        using ScriptResult result = script.Run("through_both", [x]);
        Assert.True(result.AsSpan<float>(0).IndexOfAnyExcept(6 * number) < 0, $"{result[0]}");
    }

    /// <summary>An input of a model, and what comes out of it.</summary>
    private sealed class Golden(string folder, string input, string output) : IDisposable
    {
        private const double Tolerance = 1e-4;

        private readonly AiTensor _input = NpyFile.Load(TestData.Path(folder, input));
        private readonly AiTensor _output = NpyFile.Load(TestData.Path(folder, output));

        public void AssertAnswers(IModel model)
        {
            using ModelResult result = model.Run([_input]);
            TensorComparison.AssertClose(_output, result[0], Tolerance);
        }

        public void Dispose()
        {
            _input.Dispose();
            _output.Dispose();
        }
    }
}
