using System.Globalization;

namespace RedisAi.Conformance;

/// <summary>How many damaged files are tried, and when it is enough.</summary>
/// <param name="Count">All of them.</param>
/// <param name="Least">As many are tried however long it takes, within reason.</param>
/// <param name="Longest">That reason.</param>
public sealed record FuzzPlan(int Count, int Least, TimeSpan Longest)
{
    /// <summary>Beyond the least, files are tried for so long.</summary>
    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(15);

    /// <summary>As many as there are.</summary>
    public static FuzzPlan All { get; } = new(int.MaxValue / 2, int.MaxValue / 2, s_longest);

    /// <summary>A number, of which a quarter is the least; or all of the environment variable <c>FUZZ_COUNT</c>, however long that takes.</summary>
    /// <param name="byDefault">The number unless the environment says otherwise.</param>
    public static FuzzPlan Of(int byDefault)
    {
        if (Environment.GetEnvironmentVariable("FUZZ_COUNT") is { Length: > 0 } text)
        {
            int count = int.Parse(text, CultureInfo.InvariantCulture);
            return new FuzzPlan(count, count, TimeSpan.MaxValue);
        }

        return new FuzzPlan(byDefault, byDefault / 4, s_longest);
    }

    /// <summary>Says whether it is enough.</summary>
    /// <param name="tried">How many files were tried.</param>
    /// <param name="elapsed">How long that took.</param>
    public bool IsOver(int tried, TimeSpan elapsed) => elapsed > Longest || (elapsed > s_budget && tried > Least);
}
