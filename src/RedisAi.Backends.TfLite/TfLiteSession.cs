using RedisAi.Backends.TfLite.Format;
using RedisAi.Backends.TfLite.Interop;

namespace RedisAi.Backends.TfLite;

/// <summary>A loaded model of TensorFlow Lite.</summary>
internal sealed class TfLiteSession(TfLiteModelHandle handle, GraphFacts facts, InterpreterPool pool) : IModelSession
{
    public ModelSignature Signature => facts.Signature;

    /// <summary>No run leaves anything to the next: variables start anew each time.</summary>
    public bool IsPure => true;

    /// <summary>An interpreter is for one number of rows.</summary>
    public bool PrefersFewBatchSizes => true;

    public GraphFacts Facts => facts;

    public InterpreterPool Pool => pool;

    public IModelExecution CreateExecution() => new TfLiteExecution(this);

    public void Dispose()
    {
        pool.Dispose();
        handle.Dispose();
    }
}
