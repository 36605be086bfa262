using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Backends.Torch;

/// <summary>What models and scripts have in common in how the shim loads them.</summary>
internal static class TorchLoadOptions
{
    private const int Processor = -1;

    public static RaitLoadOptions Create(LoadOptions options, bool optimize, bool allowFiles) => new()
    {
        DeviceIndex = options.Device.Type == DeviceType.Cpu ? Processor : options.Device.Index,
        Optimize = optimize ? 1 : 0,
        AllowFiles = allowFiles ? 1 : 0,
        Threads = options.Threads ?? 1,
    };
}
