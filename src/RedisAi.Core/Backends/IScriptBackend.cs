namespace RedisAi.Backends;

/// <summary>A backend that compiles scripts, too.</summary>
public interface IScriptBackend : IBackend
{
    /// <summary>Compiles a script. Called on a thread that may block, and from several threads at once.</summary>
    /// <param name="content">The script; the engine checks which entry points it has.</param>
    /// <param name="options">How to compile and run it; not changed any more.</param>
    /// <param name="cancellationToken">Ends the compilation where the compiler can be asked to.</param>
    /// <exception cref="ScriptCompilationException">The compiler refuses the script, or it does what it may not; the message is the compiler's own, unchanged, with the line.</exception>
    /// <exception cref="BackendUnavailableException">The runtime is not installed, or has no such device.</exception>
    IScriptSession Compile(ScriptContent content, LoadOptions options, CancellationToken cancellationToken);
}
