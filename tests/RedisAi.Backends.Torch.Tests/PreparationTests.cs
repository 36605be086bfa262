using Microsoft.Extensions.Logging;
using RedisAi.Backends.Torch.Interop;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Whether models are set to evaluation, frozen and rewritten for inference, and whether somebody is told when they are not.</summary>
public sealed class PreparationTests
{
    /// <summary>Code that is refused; and one whose buffers change without libtorch's knowing, which it would fold as constants.</summary>
    private static readonly string[] s_others = ["saves_file", "saves_file_at_load", "reads_file", "running_statistics"];

    public static TheoryData<string> Models => [.. Directory
        .EnumerateFiles(TestData.Path("torch"), "*.pt")
        .Select(static path => Path.GetFileNameWithoutExtension(path))
        .Except(s_others)
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Model_is_frozen_and_rewritten_for_inference_when_that_is_asked_for(string name)
    {
        using TorchModuleHandle optimized = Load(name, optimize: true);
        using TorchModuleHandle plain = Load(name, optimize: false);

        RaitPreparation eachShape = name is "resnet" or "train_mode" ? RaitPreparation.EachShape : RaitPreparation.None;
        Assert.Equal((RaitPreparation.Frozen | RaitPreparation.Optimized | eachShape, null), (optimized.Preparation, optimized.Remark));
        Assert.Equal((eachShape, null), (plain.Preparation, plain.Remark));
    }

    [Fact]
    public async Task Model_that_cannot_be_frozen_runs_as_it_is_and_the_log_says_why()
    {
        using RecordedLog log = new(LogLevel.Information);
        await using RedisAiEngine ai = new(new RedisAiOptions(), [new TorchBackend()], TimeProvider.System, log);

        await ai.Models.StoreAsync("m", TorchModels.Source("running_statistics"));

        using TorchModuleHandle module = Load("running_statistics", optimize: true);
        Assert.Equal(RaitPreparation.None, module.Preparation);
        Assert.Equal($"Model 'm' was loaded, though not quite as asked. {module.Remark}", Assert.Single(log.Texts, static text => text.Contains("frozen", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Buffer_that_changes_secretly_is_not_folded_into_a_constant()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("running_statistics");
        using AiTensor x = TorchModels.Filled(1, 2, 1024);
        for (int i = 0; i < 3; i++)
        {
            ai.Models["m"].Run([x]).Dispose();
        }

        using ModelResult result = ai.Models["m"].Run([x]);

        // After n runs on ones: 1 - 0.999^n.
        Assert.Equal(1 - Math.Pow(0.999, 4), result["mean"].AsSpan<float>()[0], 1e-6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Model_that_was_saved_in_training_is_set_to_evaluation(bool optimize)
    {
        // In training its dropout would make each answer another, and its batch norm would depend on the other rows.
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("train_mode", torch => torch.Optimize = optimize);
        using AiTensor two = NpyFile.Load(TestData.Path("torch", "train_mode.in.0.npy"));
        using AiTensor one = AiTensor.Create<float>([1, 2, 5, 5], two.ToArray<float>().AsSpan(0, 50));

        using ModelResult both = ai.Models["m"].Run([two]);
        using ModelResult again = ai.Models["m"].Run([two]);
        using ModelResult alone = ai.Models["m"].Run([one]);

        Assert.Equal(both[0].ToArray<float>(), again[0].ToArray<float>());
        Conformance.TensorComparison.AssertClose(
            [.. both[0].ToArray<float>().Take(3).Select(static value => (double)value)], Conformance.TensorComparison.ToDoubles(alone[0]), 1e-6);
    }

    private static TorchModuleHandle Load(string name, bool optimize) =>
        TorchModuleHandle.FromFile(TorchModels.PathOf(name), new RaitLoadOptions { DeviceIndex = -1, Optimize = optimize ? 1 : 0, Threads = 1 });
}
