using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Backends.Torch;

/// <summary>A loaded TorchScript model.</summary>
internal sealed class TorchModelSession(TorchModuleHandle module, ModelSignature signature) : IModelSession
{
    public ModelSignature Signature => signature;

    /// <summary>A convolution's first run at a size takes twice the time of later ones; docs/performance.md has the measurement.</summary>
    public bool PrefersFewBatchSizes { get; } = module.Preparation.HasFlag(RaitPreparation.EachShape);

    public string? Remark { get; } = module.Remark;

    public IModelExecution CreateExecution() => new TorchModelExecution(module, signature);

    public void Dispose() => module.Dispose();
}
