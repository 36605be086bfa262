using RedisAi.Backends.Onnx.Interop;

namespace RedisAi.Backends.Onnx;

/// <summary>A loaded ONNX model.</summary>
internal sealed class OnnxSession : IModelSession
{
    public OnnxSession(OrtSessionHandle handle, ModelSignature signature)
    {
        Handle = handle;
        Signature = signature;
        InputNames = new NativeNames(signature.Inputs);
        OutputNames = new NativeNames(signature.Outputs);
        Plans = new OutputPlanner(signature);
    }

    public OrtSessionHandle Handle { get; }

    public ModelSignature Signature { get; }

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
