using System.Text;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Live;

/// <summary>The folder of a model that multiplies, as MLflow writes it.</summary>
internal static class LiveModel
{
    private const string Description = "flavors:\n  onnx:\n    data: model.onnx\n  python_function:\n    loader_module: mlflow.onnx\n";
    private const string Example = "saved_input_example_info: {artifact_path: input_example.json, type: ndarray, serving_input_path: serving_input_example.json}\n";

    /// <summary>The files.</summary>
    /// <param name="factor">By what it multiplies.</param>
    /// <param name="example">The request that it was logged with; null for none.</param>
    public static IReadOnlyList<(string Path, byte[] Bytes)> Files(int factor, string? example) =>
    [
        ("MLmodel", Encoding.UTF8.GetBytes(Description + (example is null ? "" : Example))),
        ("model.onnx", OnnxFile.MatMul(1, 1, [factor])),
        .. example is null ? Array.Empty<(string, byte[])>() : [("serving_input_example.json", Encoding.UTF8.GetBytes(example))],
    ];
}
