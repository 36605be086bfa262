using System.Globalization;

namespace RedisAi.Simulation.Reporting;

/// <summary>Numbers as people read them.</summary>
internal static class Text
{
    /// <summary>Seconds with three digits and the unit that fits.</summary>
    public static string Time(double seconds) => seconds switch
    {
        0 => "-",
        < 1e-3 => Digits(seconds * 1e6) + " us",
        < 1 => Digits(seconds * 1e3) + " ms",
        _ => Digits(seconds) + " s",
    };

    /// <summary>A count with three digits: 12.3 k, 4.56 M.</summary>
    public static string Count(double count) => count switch
    {
        < 0.0005 => "0",
        < 1e3 => Digits(count),
        < 1e6 => Digits(count / 1e3) + " k",
        < 1e9 => Digits(count / 1e6) + " M",
        _ => Digits(count / 1e9) + " G",
    };

    public static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    private static string Digits(double number) => number switch
    {
        < 9.995 => number.ToString("0.##", CultureInfo.InvariantCulture),
        < 99.95 => number.ToString("0.#", CultureInfo.InvariantCulture),
        _ => number.ToString("0", CultureInfo.InvariantCulture),
    };
}
