using System.Text.Json;
using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>The golden values were computed with numpy, never with an ONNX runtime.</summary>
public sealed class GoldenTests
{
    /// <summary>A runtime adds in its own order; all other models are exact.</summary>
    private static readonly string[] s_inexact = ["mlp", "mlp_1ms", "gru_step", "sum_rows"];

    public static TheoryData<string> Models => [.. Directory
        .EnumerateFiles(TestData.Path("onnx"), "*.out.*")
        .Select(static path => Path.GetFileName(path).Split('.')[0])
        .Distinct()
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_golden_values_for_many_models() => Assert.InRange(Models.Count, 14, int.MaxValue);

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Model_gives_its_golden_outputs(string name)
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(name);
        IModel model = ai.Models["m"];
        NamedTensors inputs = [];
        foreach (TensorSpec input in model.Signature.Inputs)
        {
            inputs.Add(input.Name, Load(name, "in", input.Name));
        }

        // Three times: what the first run has learnt of the outputs' shapes, the others use.
        for (int run = 0; run < 3; run++)
        {
            using ModelResult result = await model.RunAsync(inputs);
            foreach (TensorSpec output in model.Signature.Outputs)
            {
                using AiTensor expected = Load(name, "out", output.Name);
                TensorComparison.AssertClose(expected, result[output.Name], s_inexact.Contains(name) ? 1e-4 : 0);
            }
        }

        foreach ((_, AiTensor input) in inputs)
        {
            input.Dispose();
        }
    }

    private static AiTensor Load(string model, string direction, string name)
    {
        string path = TestData.Path("onnx", $"{model}.{direction}.{name}");
        if (File.Exists($"{path}.npy"))
        {
            return NpyFile.Load($"{path}.npy");
        }

        string[] texts = JsonSerializer.Deserialize<string[]>(File.ReadAllText($"{path}.json"))!;
        return AiTensor.CreateStrings([texts.Length], texts);
    }
}
