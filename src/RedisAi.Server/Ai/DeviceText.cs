using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai;

/// <summary>Devices as RedisAI's clients write them.</summary>
internal static class DeviceText
{
    private const int MaxNumberedLength = 9;

    /// <summary>Whether MODELSTORE takes it: CPU or GPU, or one of them with a colon and up to five digits, none included.</summary>
    public static bool IsValid(string text)
    {
        string type = text.Length >= 3 ? text[..3].ToUpperInvariant() : "";
        return type is "CPU" or "GPU"
            && (text.Length == 3 || (text[3] == ':' && text.Length <= MaxNumberedLength && !text.AsSpan(4).ContainsAnyExceptInRange('0', '9')));
    }

    /// <summary>The engine's device; all processors are one.</summary>
    /// <exception cref="CommandException">It is none that RedisAI has.</exception>
    public static Device Parse(string text)
    {
        if (!IsValid(text))
        {
            throw new CommandException("ERR unsupported device");
        }

        return text.StartsWith("C", StringComparison.OrdinalIgnoreCase) ? Device.Cpu
            : Device.Cuda(text.Length > 4 ? int.Parse(text.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture) : 0);
    }

    /// <summary>A device that no client has typed.</summary>
    public static string Of(Device device) => device.Type == DeviceType.Cpu ? "CPU" : $"GPU:{device.Index}";
}
