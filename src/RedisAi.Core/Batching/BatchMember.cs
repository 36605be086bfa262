using RedisAi.Execution;

namespace RedisAi.Batching;

/// <summary>A call in a batch.</summary>
internal struct BatchMember
{
    /// <summary>The call; null once it has been cancelled or timed out, when its object may serve another one already.</summary>
    public QueuedCall? Call;

    /// <summary>Whose call it is.</summary>
    public ModelSession? Session;

    /// <summary>How many rows it has.</summary>
    public int Rows;

    /// <summary>The outputs of its rows.</summary>
    public ResultState? Result;

    /// <summary>Why there are none.</summary>
    public Exception? Error;
}
