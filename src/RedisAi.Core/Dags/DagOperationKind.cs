namespace RedisAi;

/// <summary>What an operation of a <see cref="DagCommand"/> does.</summary>
public enum DagOperationKind
{
    /// <summary><c>AI.TENSORSET</c>: gives a name to a tensor that the command contains.</summary>
    TensorSet,

    /// <summary><c>AI.TENSORGET</c>: replies with a tensor.</summary>
    TensorGet,

    /// <summary><c>AI.MODELEXECUTE</c>: runs a model.</summary>
    ModelExecute,

    /// <summary><c>AI.SCRIPTEXECUTE</c>: calls a function of a script.</summary>
    ScriptExecute,
}
