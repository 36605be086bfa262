using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Backends.Torch;

/// <summary>Compiles the source of a script.</summary>
internal static class TorchScriptCompiler
{
    public static TorchScriptSession Compile(ScriptContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        string prepared = TorchScriptText.Prepare(content.Text);
        TorchModuleHandle module = Compile(prepared, content, options, cancellationToken);
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

    /// <summary>libtorch knows no name of the source, and calls it &lt;string&gt;.</summary>
    private static TorchModuleHandle Compile(string prepared, ScriptContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return TorchModuleHandle.FromSource(prepared, TorchLoadOptions.Create(options, optimize: false, content.AllowFileAccess), cancellationToken);
        }
        catch (ScriptCompilationException error) when (content.Path is { } path)
        {
            throw new ScriptCompilationException(error.Message.Replace("\"<string>\"", $"\"{path}\"", StringComparison.Ordinal), error.InnerException);
        }
    }
}
