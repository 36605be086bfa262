using System.Text;
using RedisAi.FuzzHost;
using RedisAi.MLflow.Tests.Folders;

namespace RedisAi.MLflow.Tests.Fuzzing;

/// <summary>Gives damaged descriptions to the reader of folders.</summary>
public sealed class DescriptionFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;
    private const int Count = 5_000;

    private static readonly byte[][] s_corpus = [.. new[]
    {
        "flavors:\n  onnx:\n    data: model.onnx\n    onnx_session_options: {graph_optimization_level: 99, extra_session_config: {a: '1'}}\nsignature:\n  inputs: '[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"float32\", \"shape\": [-1, 4]}}]'\n  outputs: null\nmodel_size_bytes: 12\n",
        "a: &x [1, 'two', \"three\", {four: 5}]\nb: *x\nflavors: {onnx: {data: model.onnx}}\n? key\n: |\n  text\n  more\n",
        "%YAML 1.1\n---\n!!map {flavors: !!map {pytorch: {model_data: data}}, run_id: !!str 5}\n...\n",
    }.Select(Encoding.UTF8.GetBytes)];

    [Fact]
    public void Damaged_descriptions_are_read_or_refused_with_a_sentence()
    {
        using ModelFolder folder = new();
        folder.Copy("onnx/add16.onnx", "model.onnx");
        Mutator mutator = new(Seed, s_corpus);
        int refused = 0;
        for (int index = 0; index < Count; index++)
        {
            byte[] description = mutator.Damage(index);
            File.WriteAllBytes(folder["MLmodel"], description);
            try
            {
                MlflowModelFolder.Open(folder.Path);
            }
            catch (MlflowException error)
            {
                Assert.NotEmpty(error.Message);
                refused++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Input {index}: {Convert.ToHexString(description)}", error);
            }
        }

        output.WriteLine($"{Count} inputs, {refused} of them refused");
        Assert.InRange(refused, 1, Count - 1);
    }
}
