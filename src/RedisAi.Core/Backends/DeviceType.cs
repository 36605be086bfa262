namespace RedisAi;

/// <summary>The kinds of devices that models run on.</summary>
public enum DeviceType
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU.</summary>
    Cuda,
}
