using RedisAi.Backends.Onnx;
using RedisAi.Backends.Onnx.Interop;

namespace RedisAi.Benchmarks.Goals;

/// <summary>A model loaded through the C API, for one thread or for several: runs may go on at the same time.</summary>
internal sealed class RawOnnxSession : IDisposable
{
    public RawOnnxSession(string path)
    {
        Api = OrtRuntime.Load(null).Api;
        using OrtSessionOptionsHandle options = OrtSessionOptionsHandle.Create();
        options.SetThreads(1, 1);
        options.SetGraphOptimization((int)OnnxGraphOptimization.All);
        Handle = OrtSessionHandle.FromFile(path, options);
        Signature = OrtSignatureReader.Read(Handle);
        InputNames = new NativeNames(Signature.Inputs);
        OutputNames = new NativeNames(Signature.Outputs);
    }

    public OrtApi Api { get; }

    public OrtSessionHandle Handle { get; }

    /// <summary>What the graph itself declares.</summary>
    public ModelSignature Signature { get; }

    public NativeNames InputNames { get; }

    public NativeNames OutputNames { get; }

    public void Dispose()
    {
        Handle.Dispose();
        InputNames.Dispose();
        OutputNames.Dispose();
    }
}
