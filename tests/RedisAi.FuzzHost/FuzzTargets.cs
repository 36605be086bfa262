using RedisAi.FuzzHost.Endpoint;

namespace RedisAi.FuzzHost;

/// <summary>The targets by their names on the command line.</summary>
internal static class FuzzTargets
{
    /// <summary>Makes a target; null when there is none of that name.</summary>
    /// <param name="kind">The name.</param>
    /// <param name="scratch">A folder for what it writes, which somebody else removes: a target that crashes cannot.</param>
    public static IFuzzTarget? Create(string kind, string scratch) => kind switch
    {
        "onnx" => new OnnxTarget(scratch),
        "torch" => new TorchTarget(scratch),
        "export" => new ExportTarget(scratch),
        "safetensors" => new SafetensorsTarget(scratch),
        "source" => new SourceTarget(),
        "deep" => new DeepSourceTarget(),
        "resp" => new RespTarget(scratch),
        _ => null,
    };
}
