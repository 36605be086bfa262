using RedisAi.Testing;

namespace RedisAi.Conformance;

/// <summary>Starts RedisAi.FuzzHost, which tests let do what may end a process, or needs one of its own.</summary>
public static class FuzzHost
{
    /// <param name="arguments">What it is to do.</param>
    /// <param name="variable">An environment variable that it gets a value of its own for.</param>
    /// <param name="value">The value; null for none.</param>
    public static ChildProcess Start(IReadOnlyList<string> arguments, string variable, string? value)
    {
        Dictionary<string, string?> environment = new()
        {
            ["LD_LIBRARY_PATH"] = null,
            ["DOTNET_DbgEnableMiniDump"] = "0",

            // What debuggers connect to stays behind in the temporary folder when a process crashes.
            ["DOTNET_EnableDiagnostics"] = "0",
            [variable] = value,
        };
        return new ChildProcess(ChildProcess.DotnetPath, [ChildProcess.ProgramOf("RedisAi.FuzzHost"), .. arguments], folder: null, environment);
    }
}
