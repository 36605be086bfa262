namespace RedisAi.Benchmarks.Goals;

/// <summary>How many of its rounds a row measures: all of them, or a share where the whole would take too long.</summary>
internal static class RoundCount
{
    /// <summary>Gets or sets the share: above 0, and at most 1. Set once, before anything is measured.</summary>
    public static double Share { get; set; } = 1;

    /// <param name="all">How many the row has.</param>
    public static int Of(int all) => (int)Math.Ceiling(all * Share);
}
