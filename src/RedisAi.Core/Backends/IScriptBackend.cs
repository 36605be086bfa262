namespace RedisAi.Backends;

/// <summary>A backend that compiles scripts, too.</summary>
public interface IScriptBackend : IBackend
{
    /// <summary>Compiles a script. Called on a thread that may block, and from several threads at once.</summary>
    /// <param name="source">The text of the script.</param>
    /// <param name="options">How to compile and run it; not changed any more. The engine checks the entry points.</param>
    /// <param name="cancellationToken">Ends the compilation where the compiler can be asked to.</param>
    /// <exception cref="ScriptCompilationException">The compiler refuses the script, or it does what the options do not allow; the message is the compiler's own, unchanged, with the line.</exception>
    /// <exception cref="BackendUnavailableException">The runtime is not installed, or has no such device.</exception>
    IScriptSession Compile(string source, ScriptOptions options, CancellationToken cancellationToken);
}
