namespace RedisAi.Dags.Text;

/// <summary>Is told of the operations of a run that call something, as they end. Several may end at once; what it does must be quick.</summary>
internal interface IOperationObserver
{
    /// <summary>An operation has run.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="error">What it has failed with; null when it has not.</param>
    /// <param name="samples">The length of the first axis of its first output; 0 when it has failed.</param>
    void Ended(DagOperation operation, Exception? error, long samples);
}
