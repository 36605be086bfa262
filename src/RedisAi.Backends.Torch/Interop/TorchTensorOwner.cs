using RedisAi.Tensors;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>Keeps memory that libtorch allocated for a tensor: a <c>rait_owner</c>.</summary>
internal sealed class TorchTensorOwner(nint owner, long bytes) : NativeTensor(bytes)
{
    protected override void Release() => RaitApi.FreeOwner(owner);
}
