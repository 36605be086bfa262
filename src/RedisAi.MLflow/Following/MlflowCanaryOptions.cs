namespace RedisAi.MLflow;

/// <summary>How a new version is tried on a share of the calls before it serves. It is judged at each refresh.</summary>
public sealed class MlflowCanaryOptions
{
    /// <summary>Gets or sets the share of the calls that the new version answers, more than 0 and at most 1. The default is 0.05. All calls of a session go the same way.</summary>
    public double Share { get; set; } = 0.05;

    /// <summary>Gets or sets how long it is tried. The default is 5 minutes.</summary>
    public TimeSpan Duration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how many calls it must have had; until then it is tried for longer than <see cref="Duration"/>. The default is 20.</summary>
    public long MinCalls { get; set; } = 20;

    /// <summary>Gets or sets the share of its calls that may fail, 0 to 1. The default is 0.01. Once it has had <see cref="MinCalls"/>, more of them withdraw it at once.</summary>
    public double MaxErrorRate { get; set; } = 0.01;

    /// <summary>
    /// Gets or sets what else must hold, such as how long its runs take: gets what is known of the version that serves and of the new one, when the time of the trial is over. False, or an
    /// exception, withdraws the new one. The default is <see langword="null"/>, for nothing.
    /// </summary>
    public Func<ModelInfo, ModelInfo, bool>? Accept { get; set; }

    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    internal void Validate()
    {
        if (!(Share is > 0 and <= 1))
        {
            throw Wrong(nameof(Share), "more than 0 and at most 1", Share);
        }

        if (!(MaxErrorRate is >= 0 and <= 1))
        {
            throw Wrong(nameof(MaxErrorRate), "0 to 1", MaxErrorRate);
        }

        if (Duration < TimeSpan.Zero)
        {
            throw Wrong(nameof(Duration), "no negative time", Duration);
        }

        if (MinCalls < 0)
        {
            throw Wrong(nameof(MinCalls), "no negative number", MinCalls);
        }
    }

    private static ArgumentException Wrong(string name, string expected, object actual) =>
        new(FormattableString.Invariant($"The canary's {name} must be {expected}, but is {actual}."), name);
}
