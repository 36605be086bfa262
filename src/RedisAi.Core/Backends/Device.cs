using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RedisAi;

/// <summary>Where a model runs.</summary>
/// <param name="Type">The kind of device.</param>
/// <param name="Index">Which one of its kind, from 0.</param>
public readonly record struct Device(DeviceType Type, int Index)
{
    /// <summary>Gets the processor.</summary>
    public static Device Cpu => default;

    /// <summary>Returns an NVIDIA GPU.</summary>
    /// <param name="index">Which one, from 0.</param>
    public static Device Cuda(int index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new Device(DeviceType.Cuda, index);
    }

    /// <summary>Reads RedisAI's notation: <c>CPU</c>, <c>GPU</c>, <c>GPU:0</c>, and <c>CUDA:0</c> for the same; upper and lower case are the same.</summary>
    /// <param name="text">The notation.</param>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static Device Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out Device device)
            ? device
            : throw new FormatException($"'{text}' is not a device; use CPU, GPU or GPU:0.");
    }

    /// <summary>Reads RedisAI's notation as <see cref="Parse"/> does.</summary>
    /// <param name="text">The notation.</param>
    /// <param name="device">The device, if this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Device device)
    {
        device = default;
        string[] parts = text?.Split(':') ?? [];
        DeviceType? type = parts is [] ? null : parts[0].ToUpperInvariant() switch
        {
            "CPU" => DeviceType.Cpu,
            "GPU" or "CUDA" => DeviceType.Cuda,
            _ => null,
        };
        int index = 0;
        if (type is null || parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index)))
        {
            return false;
        }

        device = new Device(type.Value, index);
        return true;
    }

    /// <summary>Returns RedisAI's notation, as in <c>CPU</c> or <c>GPU:0</c>.</summary>
    public override string ToString() => (Type, Index) switch
    {
        (DeviceType.Cpu, 0) => "CPU",
        (DeviceType.Cpu, _) => $"CPU:{Index}",
        _ => $"GPU:{Index}",
    };
}
