namespace RedisAi.Samples.StreamPipeline;

/// <summary>What all agree on who have to do with the streams.</summary>
internal static class Pipeline
{
    /// <summary>The stream that windows of audio go into.</summary>
    public const string Input = "audio";

    /// <summary>The stream that comes out: how likely each window is speech.</summary>
    public const string Output = "speech";

    /// <summary>The stream of the windows that nothing can be made of.</summary>
    public const string DeadLetters = "audio:dead";

    /// <summary>The consumer group of the workers.</summary>
    public const string Group = "detectors";

    /// <summary>The field that says which call a window belongs to: messages of one session are worked on in their order.</summary>
    public const string CallField = "session";

    /// <summary>The field of a result that has the id of its window.</summary>
    public const string SourceField = "source";

    /// <summary>The field of a result: an output of the model under its name.</summary>
    public const string ProbabilityField = "output";

    /// <summary>How long calls wait for another worker when theirs has died. Ten seconds would be usual; here somebody watches.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
}
