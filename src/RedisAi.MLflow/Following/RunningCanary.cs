namespace RedisAi.MLflow.Following;

/// <summary>A version that is tried on a share of the calls.</summary>
/// <param name="Model">Its folder.</param>
/// <param name="Version">Its number in the engine.</param>
/// <param name="Started">When it began, by the clock's timestamp.</param>
internal sealed record RunningCanary(DownloadedModel Model, int Version, long Started)
{
    /// <summary>What is to become of it.</summary>
    /// <param name="options">What it must show.</param>
    /// <param name="serving">The version that serves.</param>
    /// <param name="candidate">The new version.</param>
    /// <param name="elapsed">How long it has been tried.</param>
    /// <returns>Whether it is to serve; false while that is not known.</returns>
    /// <exception cref="MlflowException">It has failed.</exception>
    public bool Judge(MlflowCanaryOptions options, ModelInfo serving, ModelInfo candidate, TimeSpan elapsed)
    {
        RunStatistics statistics = candidate.Statistics;
        if (statistics.Calls < options.MinCalls)
        {
            return false;
        }

        if (statistics.Errors > options.MaxErrorRate * statistics.Calls)
        {
            throw Refused(FormattableString.Invariant($"{statistics.Errors} of its {statistics.Calls} calls failed, and {options.MaxErrorRate:0.####%} may"));
        }

        if (elapsed < options.Duration)
        {
            return false;
        }

        return options.Accept?.Invoke(serving, candidate) != false ? true : throw Refused("the application's Accept refused it");
    }

    public MlflowException Refused(string reason) => new($"The canary of '{Model.Model}', version {Version} of the engine, was withdrawn: {reason}.", MlflowErrorCodes.InvalidState);
}
