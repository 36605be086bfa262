using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Backends.Torch;

/// <summary>Compiles the source of a script.</summary>
internal static class TorchScriptCompiler
{
    public static TorchScriptSession Compile(string source, ScriptOptions options, CancellationToken cancellationToken)
    {
        string prepared = TorchScriptText.Prepare(source);
        TorchModuleHandle module = TorchModuleHandle.FromSource(prepared, TorchLoadOptions.Create(options, optimize: false, options.AllowFileAccess), cancellationToken);
        try
        {
            return new TorchScriptSession(module);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }
}
