using RedisAi.Backends.Torch.Archives;
using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Backends.Torch;

/// <summary>Loads a TorchScript archive, and finds out what its <c>forward</c> takes and gives.</summary>
internal static class TorchModelLoader
{
    public static TorchModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        ArchiveCheck.ThrowIfDamaged(content);
        TorchModelOptions torch = ArchiveSignature.Declare(content, options.GetBackendOptions<TorchModelOptions>());
        RaitLoadOptions load = TorchLoadOptions.Create(options, torch.Optimize, torch.AllowFileAccess);
        TorchModuleHandle module = content.Path is { } path
            ? TorchModuleHandle.FromFile(path, load, cancellationToken)
            : TorchModuleHandle.FromBytes(content.Bytes, load, cancellationToken);
        try
        {
            return new TorchModelSession(module, TorchSignature.Create(in module.Functions[0], torch));
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }
}
