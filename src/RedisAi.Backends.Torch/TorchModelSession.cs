using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Backends.Torch;

/// <summary>A loaded TorchScript model.</summary>
internal sealed class TorchModelSession(TorchModuleHandle module, ModelSignature signature) : IModelSession
{
    public ModelSignature Signature => signature;

    public bool PrefersFewBatchSizes => true;

    public string? Remark { get; } = module.Remark;

    /// <summary>The native module, for benchmarks.</summary>
    internal TorchModuleHandle Module => module;

    public IModelExecution CreateExecution() => new TorchModelExecution(module, signature);

    public void Dispose() => module.Dispose();
}
