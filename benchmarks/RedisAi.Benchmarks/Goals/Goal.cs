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

    /// <summary>Whether the value is within its limit.</summary>
    public bool Met => Better == "lower" ? Value <= Limit : Value >= Limit;

    public static Goal AtMost(string name, double value, string unit, double limit) => new(name, value, unit, limit, "lower");

    public static Goal AtLeast(string name, double value, string unit, double limit) => new(name, value, unit, limit, "higher");
}
