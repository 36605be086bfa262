using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>The golden values come from Python, in double precision, outside TorchScript; tests/data/README.md says how.</summary>
public sealed class GoldenTests
{
    /// <summary>A runtime adds in its own order; all other models are exact.</summary>
    private static readonly string[] s_inexact = ["resnet", "gru_step", "lstm_step", "mlp", "mlp_int8", "train_mode"];

    public static TheoryData<string> Cases => [.. Directory
        .EnumerateFiles(TestData.Path("torch"), "*.out.0.npy")
        .Select(static path => Path.GetFileName(path)[..^".out.0.npy".Length])
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_golden_values_for_many_models() => Assert.InRange(Cases.Count, 25, int.MaxValue);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Model_gives_its_golden_outputs_optimized_or_not(string name)
    {
        string model = name.Split('.')[0];
        AiTensor[] inputs = Load(name, "in");
        AiTensor[] expected = Load(name, "out");
        foreach (bool optimize in (bool[])[true, false])
        {
            // A model with a state of its own answers its golden values once.
            bool remembers = model is "alias_buffer" or "stash" or "counter";
            await using RedisAiEngine ai = await TorchModels.EngineWithAsync(
                model,
                torch =>
                {
                    torch.Optimize = optimize;
                    DeclareList(torch, model, inputs.Length);
                });
            for (int run = 0; run < (remembers ? 1 : 3); run++)
            {
                using ModelResult result = ai.Models["m"].Run(inputs);
                Assert.Equal(expected.Length, result.Count);
                for (int i = 0; i < expected.Length; i++)
                {
                    TensorComparison.AssertClose(expected[i], result[i], s_inexact.Contains(model) ? 1e-5 : 0);
                }
            }
        }

        Array.ForEach(inputs, static input => input.Dispose());
        Array.ForEach(expected, static output => output.Dispose());
    }

    [Theory]
    [InlineData("resnet")]
    [InlineData("gru_step")]
    [InlineData("lstm_step")]
    [InlineData("mlp")]
    [InlineData("train_mode")]
    public async Task Optimized_model_differs_from_the_plain_one_by_less_than_1e_5(string name)
    {
        await using RedisAiEngine plain = await TorchModels.EngineWithAsync(name, static torch => torch.Optimize = false);
        await using RedisAiEngine optimized = await TorchModels.EngineWithAsync(name);
        AiTensor[] inputs = Load(name, "in");

        using ModelResult expected = plain.Models["m"].Run(inputs);
        using ModelResult actual = optimized.Models["m"].Run(inputs);

        for (int i = 0; i < expected.Count; i++)
        {
            TensorComparison.AssertClose(expected[i], actual[i], 1e-5);
        }

        Array.ForEach(inputs, static input => input.Dispose());
    }

    /// <summary>How many tensors go into a list is declared.</summary>
    private static void DeclareList(TorchModelOptions torch, string model, int inputs)
    {
        if (model == "list_input")
        {
            for (int i = 0; i < inputs; i++)
            {
                torch.Inputs.Add(new TensorSpec($"xs.{i}", TensorDataType.Undefined, ShapePattern.Any));
            }
        }
    }

    private static AiTensor[] Load(string name, string direction) =>
    [
        .. Enumerable.Range(0, int.MaxValue)
            .Select(index => TestData.Path("torch", $"{name}.{direction}.{index}.npy"))
            .TakeWhile(File.Exists)
            .Select(static path => NpyFile.Load(path)),
    ];
}
