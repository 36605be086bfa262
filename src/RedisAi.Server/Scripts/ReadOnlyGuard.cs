using RedisAi.Keyspace;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Scripts;

/// <summary>Holds the scripts of a user who may not write keys to reading them.</summary>
/// <param name="user">The name of the user.</param>
/// <param name="commands">The commands of the endpoint.</param>
internal sealed class ReadOnlyGuard(string user, CommandTable commands) : IScriptGuard
{
    public void CheckCommand(string command)
    {
        // What is unknown here may be known to a keyspace of the application's, and write.
        if (commands.Find(LosslessText.Encode(command)) is not { } known || (known.Flags & CommandFlags.Write) != CommandFlags.None)
        {
            throw new KeyspaceException(RedisErrors.NoPermissionInScript(user, command));
        }
    }

    public void CheckTensorSet() => throw new KeyspaceException(RedisErrors.NoPermissionInScript(user, "ai.tensorset"));
}
