using RedisAi.Dags.Execution;

namespace RedisAi;

/// <summary>What a run of a plan asks for beyond what every call does.</summary>
public sealed class DagRunOptions : InferenceOptions
{
    /// <summary>Gets what is filled in for the placeholders of keys, by name; <c>session</c> comes from <see cref="InferenceOptions.Session"/>. Read when a run is accepted, so the next run may have others.</summary>
    public IDictionary<string, string> Arguments { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets whether the result tells when each node ran: <see cref="DagResult.Timings"/>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool CollectTimings { get; set; }

    /// <summary>Who is told of each node that has run; null for nobody.</summary>
    internal IRunObserver? Observer { get; set; }
}
