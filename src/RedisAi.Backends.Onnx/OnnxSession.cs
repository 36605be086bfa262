using RedisAi.Backends.Onnx.Interop;

namespace RedisAi.Backends.Onnx;

/// <summary>A loaded ONNX model.</summary>
internal sealed class OnnxSession : IModelSession
{
    public OnnxSession(OrtSessionHandle handle, ModelSignature signature, FlatOutputs? flat)
    {
        Handle = handle;
        Signature = signature;
        Flat = flat;
        InputNames = new NativeNames(signature.Inputs);
        OutputNames = new NativeNames(signature.Outputs);
        Plans = new OutputPlanner(signature, flat);
    }

    public OrtSessionHandle Handle { get; }

    public ModelSignature Signature { get; }

    /// <summary>Which outputs have a last axis in the graph that callers do not see; null for none, as in nearly all models.</summary>
    public FlatOutputs? Flat { get; }

    public bool DeclaresRows => true;

    public bool IsPure => true;

    public IInputCheck? InputCheck { get; init; }

    public NativeNames InputNames { get; }

    public NativeNames OutputNames { get; }

    public OutputPlanner Plans { get; }

    public IModelExecution CreateExecution() => new OnnxExecution(this);

    public void Dispose()
    {
        Handle.Dispose();
        InputNames.Dispose();
        OutputNames.Dispose();
    }
}
