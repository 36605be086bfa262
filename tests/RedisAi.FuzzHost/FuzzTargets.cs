namespace RedisAi.FuzzHost;

/// <summary>The targets by their names on the command line.</summary>
internal static class FuzzTargets
{
    /// <summary>Makes a target; null when there is none of that name.</summary>
    public static IFuzzTarget? Create(string kind) => kind switch
    {
        "onnx" => new OnnxTarget(),
        "torch" => new TorchTarget(),
        "safetensors" => new SafetensorsTarget(),
        "source" => new SourceTarget(),
        "deep" => new DeepSourceTarget(),
        _ => null,
    };
}
