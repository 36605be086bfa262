using System.Globalization;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests.TorchExport;

/// <summary>The archives of tests/data/torch_export, against the answers of PyTorch, which are beside them.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Cases => [.. Directory
        .EnumerateFiles(TestData.Path("torch_export"), "*.pt2")
        .Select(static path => Path.GetFileNameWithoutExtension(path))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Exported_program_gives_its_golden_outputs(string name)
    {
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ExportFile.Source(name), new ModelOptions { WarmUp = false });
        AiTensor[] inputs = [.. Arrays($"{name}.in")];
        AiTensor[] expected = [.. Arrays($"{name}.out")];
        IModel model = ai.Models["m"];
        Assert.Equal(inputs.Length, model.Signature.Inputs.Count);

        using ModelResult result = await model.RunAsync(inputs);

        Assert.Equal(expected.Length, result.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            // Files of numpy have no bfloat16.
            bool widened = result[i].DataType == TensorDataType.BFloat16;
            Assert.Equal(widened ? expected[i].ToString().Replace("Float32", "BFloat16", StringComparison.Ordinal) : expected[i].ToString(), result[i].ToString());
            ExportEngine.AssertClose(
                Conformance.TensorComparison.ToDoubles(expected[i]), Conformance.TensorComparison.ToDoubles(result[i]), widened ? 1e-2 : 0);
            Assert.True(model.Signature.Outputs[i].Shape.Accepts(result[i].Shape), $"{result[i]} is not {model.Signature.Outputs[i]}.");
            Assert.Equal(model.Signature.Outputs[i].DataType, result[i].DataType);
        }

        Array.ForEach([.. inputs, .. expected], static tensor => tensor.Dispose());
    }

    private static IEnumerable<AiTensor> Arrays(string name) => Enumerable.Range(0, int.MaxValue)
        .Select(index => TestData.Path("torch_export", string.Create(CultureInfo.InvariantCulture, $"{name}.{index}.npy")))
        .TakeWhile(File.Exists)
        .Select(static path => NpyFile.Load(path));
}
