using RedisAi.Server.Connections;

namespace RedisAi.Server.Commands;

/// <summary>Makes commands that are answered at once.</summary>
internal static class SyncCommand
{
    /// <param name="name">Its name in lower case.</param>
    /// <param name="arity">How many tokens it has, as Redis counts.</param>
    /// <param name="flags">What it does.</param>
    /// <param name="execute">Answers it.</param>
    public static ServerCommand Create(string name, int arity, CommandFlags flags, Action<CommandCall> execute) =>
        new(name, arity, flags, CommandKeys.None, call =>
        {
            execute(call);
            return default;
        });

    /// <summary>A command that concerns the connection, which a script has none of.</summary>
    public static ServerCommand Create(string name, int arity, CommandFlags flags, Action<CommandCall, ClientSession> execute) =>
        Create(name, arity, flags, call => execute(call, (ClientSession)call.Client));
}
