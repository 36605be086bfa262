namespace RedisAi.Backends;

/// <summary>A loaded model. Disposed by the engine when its last execution has ended.</summary>
public interface IModelSession : IDisposable
{
    /// <summary>Gets what the model takes and gives.</summary>
    ModelSignature Signature { get; }

    /// <summary>Gets whether the signature's symbols tell which axes have one length for each row of a call.</summary>
    /// <value>The default is <see langword="false"/>: calls are merged only under <see cref="BatchingMode.On"/>.</value>
    bool DeclaresRows => false;

    /// <summary>Gets whether running the model once more does no harm, since a run changes nothing and remembers nothing.</summary>
    /// <value>The default is <see langword="false"/>; <see cref="BatchingOptions.IsPure"/> overrules it.</value>
    bool IsPure => false;

    /// <summary>Gets whether the runtime prepares itself for each number of rows that it meets, so that there had better be few of them.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    bool PrefersFewBatchSizes => false;

    /// <summary>Gets what whoever stores the model should know of how it was loaded, in a sentence; the engine logs it.</summary>
    /// <value>The default is <see langword="null"/>: it was loaded as asked.</value>
    string? Remark => null;

    /// <summary>Gets what refuses calls for the values of their inputs.</summary>
    /// <value>The default is <see langword="null"/>: all values are taken.</value>
    IInputCheck? InputCheck => null;

    /// <summary>Makes what one call at a time needs; the engine keeps as many as there were calls at once, and disposes them before the session.</summary>
    IModelExecution CreateExecution();
}
