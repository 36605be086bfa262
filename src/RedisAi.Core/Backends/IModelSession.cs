namespace RedisAi.Backends;

/// <summary>A loaded model. Disposed by the engine when its last execution has ended.</summary>
public interface IModelSession : IDisposable
{
    /// <summary>Gets what the model takes and gives.</summary>
    ModelSignature Signature { get; }

    /// <summary>Makes what one call at a time needs; the engine keeps as many as there were calls at once, and disposes them before the session.</summary>
    IModelExecution CreateExecution();
}
