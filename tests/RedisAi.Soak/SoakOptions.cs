using System.Globalization;

namespace RedisAi.Soak;

/// <summary>What the command line says.</summary>
internal sealed record SoakOptions(TimeSpan Duration, int Seed, IReadOnlyList<string> Only)
{
    private static readonly TimeSpan s_shortestPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestPeriod = TimeSpan.FromMinutes(1);

    /// <summary>How often it pauses and measures: each minute, and more often in a short run, so that there is something to compare.</summary>
    public TimeSpan Period => TimeSpan.FromTicks(Math.Clamp((Duration / 12).Ticks, s_shortestPeriod.Ticks, s_longestPeriod.Ticks));

    /// <summary>Null when it is not understood.</summary>
    public static SoakOptions? Parse(ReadOnlySpan<string> args)
    {
        SoakOptions options = new(TimeSpan.FromMinutes(30), Random.Shared.Next(), []);
        while (args is [string name, string value, ..])
        {
            switch (name)
            {
                case "--minutes" when double.TryParse(value, CultureInfo.InvariantCulture, out double minutes) && minutes > 0:
                    options = options with { Duration = TimeSpan.FromMinutes(minutes) };
                    break;
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out int seed):
                    options = options with { Seed = seed };
                    break;
                case "--only":
                    options = options with { Only = value.Split(',', StringSplitOptions.RemoveEmptyEntries) };
                    break;
                default:
                    return null;
            }

            args = args[2..];
        }

        return args.IsEmpty ? options : null;
    }
}
