namespace RedisAi;

/// <summary>What can become of an operation.</summary>
public enum DagOperationReplyKind
{
    /// <summary>It has been done: <c>+OK</c>.</summary>
    Ok,

    /// <summary>It gives a tensor.</summary>
    Tensor,

    /// <summary>It was not done, since another one had failed: <c>+NA</c>.</summary>
    NotRun,

    /// <summary>It has failed.</summary>
    Error,
}
