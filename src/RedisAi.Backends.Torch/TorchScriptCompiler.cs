using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Backends.Torch;

/// <summary>Compiles the source of a script.</summary>
internal static class TorchScriptCompiler
{
    public static TorchScriptSession Compile(ScriptContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        string prepared = TorchScriptText.Prepare(content.Text);
        TorchModuleHandle module = TorchModuleHandle.FromSource(prepared, TorchLoadOptions.Create(options, optimize: false, content.AllowFileAccess), cancellationToken);
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
