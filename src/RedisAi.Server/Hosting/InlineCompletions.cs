namespace RedisAi.Server.Hosting;

/// <summary>Has sockets continue on the thread that learns of their bytes, which saves a change of threads for each command.</summary>
/// <remarks>It is a setting of the process, so a program may want it and a library may not. The endpoint takes care that nothing long is done on such a thread.</remarks>
internal static class InlineCompletions
{
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Switches it on, unless the environment says something else. To be called before the first socket is made.</summary>
    public static void Enable()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            Environment.SetEnvironmentVariable(Variable, "1");
        }
    }
}
