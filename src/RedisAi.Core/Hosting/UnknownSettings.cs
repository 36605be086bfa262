using Microsoft.Extensions.Configuration;

namespace RedisAi.Hosting;

/// <summary>Finds the keys of the section that no setting has: a misspelt one would be a limit that is not there.</summary>
internal static class UnknownSettings
{
    private static readonly string[] s_known = ["Tensors:MaxBytes", "Tensors:Eviction", "Durability:Mode", "Durability:Interval", "ShutdownTimeout", "FailFast"];

    /// <summary>The keys, with the section, as they are written.</summary>
    /// <param name="configuration">Where to look; null for nowhere.</param>
    /// <param name="others">What other packages read.</param>
    public static IReadOnlyList<string> Find(IConfiguration? configuration, IReadOnlyCollection<OtherSettings> others) => configuration is null ? [] :
    [
        .. configuration.GetSection(RedisAiOptionsBinder.Section).AsEnumerable(makePathsRelative: true)
            .Where(static entry => entry.Key.Length > 0 && entry.Value is not null && !s_known.Contains(entry.Key, StringComparer.OrdinalIgnoreCase))
            .Where(entry => !others.Any(other => entry.Key.StartsWith(other.Name + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase)))
            .Select(static entry => $"{RedisAiOptionsBinder.Section}:{entry.Key}")
            .Order(StringComparer.Ordinal),
    ];
}
