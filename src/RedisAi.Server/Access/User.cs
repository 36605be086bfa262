using RedisAi.Server.Commands;

namespace RedisAi.Server.Access;

/// <summary>Who a client may be.</summary>
/// <param name="Name">The name.</param>
/// <param name="PasswordHash">SHA-256 of the password; null when every password is right.</param>
/// <param name="Denied">A command that has one of these flags is refused.</param>
internal sealed record User(string Name, byte[]? PasswordHash, CommandFlags Denied)
{
    public const string DefaultName = "default";

    public bool May(ServerCommand command) => (command.Flags & Denied) == CommandFlags.None;
}
