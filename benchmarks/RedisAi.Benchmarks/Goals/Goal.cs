using System.Text.Json.Serialization;

namespace RedisAi.Benchmarks.Goals;

/// <summary>One row of the goals: what was measured, and what it must be.</summary>
/// <param name="Name">The name of the row.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Unit">The unit of value and limit.</param>
/// <param name="Limit">What the value must not exceed, or must reach.</param>
/// <param name="Better"><c>lower</c> or <c>higher</c>.</param>
internal sealed record Goal(string Name, double Value, string Unit, double Limit, string Better)
{
    /// <summary>The lower and upper quartile of the rounds, as far as there were several.</summary>
    [JsonIgnore]
    public (double Lower, double Upper)? Quartiles { get; init; }

    /// <summary>What the two sides took, for the table.</summary>
    [JsonIgnore]
    public string Note { get; init; } = "";

    /// <summary>How long the row took to measure, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Whether the value is within its limit.</summary>
    public bool Met => Better == "lower" ? Value <= Limit : Value >= Limit;

    public static Goal AtMost(string name, double value, string unit, double limit) => new(name, value, unit, limit, "lower");

    /// <summary>The row of several rounds: their median counts.</summary>
    public static Goal AtMost(string name, IEnumerable<double> rounds, string unit, double limit) => Of(name, rounds, unit, limit, "lower");

    /// <inheritdoc cref="AtMost(string, IEnumerable{double}, string, double)"/>
    public static Goal AtLeast(string name, IEnumerable<double> rounds, string unit, double limit) => Of(name, rounds, unit, limit, "higher");

    /// <summary>The value that a share of the others does not exceed.</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)((sorted.Length - 1) * share)];
    }

    private static Goal Of(string name, IEnumerable<double> rounds, string unit, double limit, string better)
    {
        double[] values = [.. rounds];
        return new Goal(name, Quantile(values, 0.5), unit, limit, better) { Quartiles = (Quantile(values, 0.25), Quantile(values, 0.75)) };
    }
}
