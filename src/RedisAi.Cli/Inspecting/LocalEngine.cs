using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;

namespace RedisAi.Cli.Inspecting;

/// <summary>Engines of this process, with the backends that the tool has.</summary>
internal static class LocalEngine
{
    public static RedisAiEngine Create() => new(new OnnxBackend(), new TorchBackend());
}
