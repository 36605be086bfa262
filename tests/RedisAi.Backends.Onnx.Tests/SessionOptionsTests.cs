using System.Text.Json;
using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

public sealed class SessionOptionsTests
{
    public static TheoryData<string> Settings => [.. s_settings.Keys];

    private static readonly Dictionary<string, Action<ModelOptions>> s_settings = new()
    {
        ["optimization none"] = static options => options.ConfigureOnnx(static onnx => onnx.GraphOptimization = OnnxGraphOptimization.None),
        ["optimization basic"] = static options => options.ConfigureOnnx(static onnx => onnx.GraphOptimization = OnnxGraphOptimization.Basic),
        ["optimization extended"] = static options => options.ConfigureOnnx(static onnx => onnx.GraphOptimization = OnnxGraphOptimization.Extended),
        ["optimization layout"] = static options => options.ConfigureOnnx(static onnx => onnx.GraphOptimization = OnnxGraphOptimization.Layout),
        ["no arena"] = static options => options.ConfigureOnnx(static onnx => onnx.MemoryArena = false),
        ["no pattern"] = static options => options.ConfigureOnnx(static onnx => onnx.MemoryPattern = false),
        ["no arena, no pattern"] = static options => options.ConfigureOnnx(static onnx => (onnx.MemoryArena, onnx.MemoryPattern) = (false, false)),
        ["nodes side by side"] = static options => options.ConfigureOnnx(static onnx => onnx.InterOpThreads = 2),
        ["config entry"] = static options => options.ConfigureOnnx(static onnx => onnx.ConfigEntries["session.disable_prepacking"] = "1"),
        ["unknown config entry"] = static options => options.ConfigureOnnx(static onnx => onnx.ConfigEntries["no.such.key"] = "größe"),
        ["two threads"] = static options => options.Threads = 2,
        ["four threads, nodes side by side"] = static options => (options.Threads = 4, options.ConfigureOnnx(static onnx => onnx.InterOpThreads = 3)).ToString(),
        ["no warm-up"] = static options => options.WarmUp = false,
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Setting_does_not_change_the_answers(string setting)
    {
        foreach (string name in (string[])["mlp", "mlp_1ms"])
        {
            ModelOptions options = new();
            s_settings[setting](options);
            await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(name, options);
            using AiTensor x = NpyFile.Load(TestData.Path("onnx", $"{name}.in.x.npy"));
            using AiTensor expected = NpyFile.Load(Directory.EnumerateFiles(TestData.Path("onnx"), $"{name}.out.*").Single());

            for (int run = 0; run < 3; run++)
            {
                using ModelResult result = ai.Models["m"].Run([x]);
                TensorComparison.AssertClose(expected, result[0], 1e-4);
            }
        }
    }

    [Fact]
    public async Task Config_entry_reaches_the_runtime()
    {
        ModelOptions options = new ModelOptions().ConfigureOnnx(static onnx => onnx.ConfigEntries["session.load_model_format"] = "ORT");

        ModelLoadException error = await OnnxModels.RefusedAsync(OnnxModels.Source("add16"), options);

        Assert.IsType<BackendException>(error.InnerException);
    }

    [Fact]
    public void Settings_given_as_data_change_what_they_name()
    {
        using JsonDocument data = JsonDocument.Parse("""{"graphOptimization":1,"configEntries":{"session.set_denormal_as_zero":"1"}}""");
        ModelOptions options = new();

        options.SetBackendOptions("onnx", data.RootElement);

        OnnxModelOptions onnx = options.GetBackendOptions<OnnxModelOptions>();
        Assert.Equal((OnnxGraphOptimization.Basic, 1, true, true), (onnx.GraphOptimization, onnx.InterOpThreads, onnx.MemoryArena, onnx.MemoryPattern));
        Assert.Equal("1", onnx.ConfigEntries["session.set_denormal_as_zero"]);
        Assert.Null(onnx.ExternalDataFolder);
    }

    [Fact]
    public async Task Level_of_optimization_that_does_not_exist_is_refused()
    {
        ModelOptions options = new ModelOptions().ConfigureOnnx(static onnx => onnx.GraphOptimization = (OnnxGraphOptimization)(-7));

        ModelLoadException error = await OnnxModels.RefusedAsync(OnnxModels.Source("add16"), options);

        Assert.IsType<BackendException>(error.InnerException);
    }

    [Fact]
    public async Task Settings_are_taken_as_they_were_when_the_model_was_stored_and_are_inherited()
    {
        ModelOptions options = new ModelOptions { Tag = "first" }.ConfigureOnnx(static onnx => onnx.ExternalDataFolder = Path.GetDirectoryName(OnnxModels.PathOf("add16")));
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(ModelSource.FromBytes(await OnnxModels.BytesAsync("external_data")), options);
        options.ConfigureOnnx(static onnx => onnx.ExternalDataFolder = null);

        ModelInfo second = await ai.Models.StoreAsync("m", ModelSource.FromBytes(await OnnxModels.BytesAsync("external_data")));

        Assert.Equal((2, "first"), (second.Version, second.Tag));
    }

    [Fact]
    public async Task Slow_model_is_tried_with_more_threads()
    {
        // On this clock every run seems to take 30 ms, so that a second session is made, and given up since it seems no quicker.
        await using RedisAiEngine ai = new(new RedisAiOptions(), [new OnnxBackend()], new SteppingTime(TimeSpan.FromMilliseconds(30), slowSteps: int.MaxValue));
        await ai.Models.StoreAsync("m", OnnxModels.Source("mlp"));

        await AssertRunsAsync(ai);
    }

    [Fact]
    public async Task More_threads_stay_when_they_make_a_model_quicker()
    {
        // The clock is slow while the first session warms up, and quick from then on.
        await using RedisAiEngine ai = new(new RedisAiOptions(), [new OnnxBackend()], new SteppingTime(TimeSpan.FromMilliseconds(30), slowSteps: 5));
        await ai.Models.StoreAsync("m", OnnxModels.Source("mlp"));

        await AssertRunsAsync(ai);
    }

    private static async Task AssertRunsAsync(RedisAiEngine ai)
    {
        using AiTensor x = NpyFile.Load(TestData.Path("onnx", "mlp.in.x.npy"));
        using AiTensor expected = NpyFile.Load(TestData.Path("onnx", "mlp.out.logits.npy"));
        using ModelResult result = await ai.Models["m"].RunAsync([x]);
        TensorComparison.AssertClose(expected, result[0], 1e-4);
    }

    /// <summary>A clock that moves on whenever somebody looks: by much at first, then by little.</summary>
    private sealed class SteppingTime(TimeSpan step, int slowSteps) : TimeProvider
    {
        private long _now;
        private int _looks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _now, Interlocked.Increment(ref _looks) <= slowSteps ? step.Ticks : TimeSpan.TicksPerMillisecond);
    }
}
