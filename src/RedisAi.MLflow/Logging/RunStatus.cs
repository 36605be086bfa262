namespace RedisAi.MLflow;

/// <summary>How a run has ended.</summary>
public enum RunStatus
{
    /// <summary>As it should.</summary>
    Finished,

    /// <summary>With an error.</summary>
    Failed,

    /// <summary>Because somebody ended it.</summary>
    Killed,
}
