namespace RedisAi.MLflow;

/// <summary>What a run begins with.</summary>
public sealed class RunOptions
{
    /// <summary>Gets or sets the name of the experiment, which is made when there is none.</summary>
    /// <value>The default is <see langword="null"/>: that of <see cref="ExperimentId"/>, else of MLFLOW_EXPERIMENT_NAME or MLFLOW_EXPERIMENT_ID, else the default experiment, 0.</value>
    public string? ExperimentName { get; set; }

    /// <summary>Gets or sets the identifier of the experiment, in place of its name.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ExperimentId { get; set; }

    /// <summary>Gets or sets the name of the run.</summary>
    /// <value>The default is <see langword="null"/>: the server makes one up.</value>
    public string? RunName { get; set; }

    /// <summary>Gets the tags of the run.</summary>
    public IDictionary<string, string> Tags { get; } = new Dictionary<string, string>();
}
