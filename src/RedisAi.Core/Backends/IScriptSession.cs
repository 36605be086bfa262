namespace RedisAi.Backends;

/// <summary>A compiled script. Disposed by the engine when its last execution has ended.</summary>
/// <remarks>All members may be called from several threads at once, but for <see cref="IDisposable.Dispose"/>.</remarks>
public interface IScriptSession : IDisposable
{
    /// <summary>Gets the functions of the script, in the order of its text; always the same list.</summary>
    IReadOnlyList<ScriptFunction> Functions { get; }

    /// <summary>Makes what one call at a time needs; the engine keeps as many as there were calls at once, and disposes them before the session.</summary>
    IScriptExecution CreateExecution();
}
