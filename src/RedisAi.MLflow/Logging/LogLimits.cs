namespace RedisAi.MLflow.Logging;

/// <summary>What MLflow takes, so that what it would refuse is refused where it is logged.</summary>
internal static class LogLimits
{
    /// <summary>So many metrics go in one request.</summary>
    public const int Metrics = 1000;

    /// <summary>So many parameters go in one request.</summary>
    public const int Parameters = 100;

    /// <summary>So many tags go in one request.</summary>
    public const int Tags = 100;

    /// <summary>So many of all together go in one request.</summary>
    public const int Items = 1000;

    /// <summary>A request is no longer than that, in bytes; a tenth is left for what is between the items.</summary>
    public const int Bytes = 900_000;

    private const int LongestKey = 250;
    private const int LongestParameter = 6000;
    private const int LongestTag = 8000;

    /// <exception cref="ArgumentException">It cannot be the name of a metric, a parameter or a tag.</exception>
    public static void CheckKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length > LongestKey)
        {
            throw new ArgumentException($"The name '{key[..40]}…' has {key.Length} characters; MLflow takes {LongestKey}.", nameof(key));
        }

        if (!key.All(static c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or ' ' or ':' or '/'))
        {
            throw new ArgumentException($"The name '{key}' has characters other than letters, digits, '_', '-', '.', ' ', ':' and '/', which MLflow does not take.", nameof(key));
        }

        // Names are paths to MLflow, which stores them as such in some places.
        if (key.Split('/').Any(static part => part is "" or "." or ".."))
        {
            throw new ArgumentException($"The name '{key}' is no path: between '/' there are names, and neither '.' nor '..'.", nameof(key));
        }
    }

    /// <exception cref="ArgumentException">It is too long for a parameter.</exception>
    public static void CheckParameter(string key, string value) => CheckLength("parameter", key, value, LongestParameter);

    /// <exception cref="ArgumentException">It is too long for a tag.</exception>
    public static void CheckTag(string key, string value) => CheckLength("tag", key, value, LongestTag);

    private static void CheckLength(string kind, string key, string value, int most)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length > most)
        {
            throw new ArgumentException($"The {kind} '{key}' has {value.Length} characters; MLflow takes {most}.", nameof(value));
        }
    }
}
