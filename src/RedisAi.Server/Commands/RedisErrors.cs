using System.Text;
using RedisAi.Keyspace;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Commands;

/// <summary>The errors of Redis that have nothing to do with keys, in its words.</summary>
internal static class RedisErrors
{
    public const string NoAuth = "NOAUTH Authentication required.";
    public const string WrongPassword = "WRONGPASS invalid username-password pair or user is disabled.";
    public const string NotInTransaction = "ERR Command not allowed inside a transaction";
    public const string NotFromScript = "ERR This Redis command is not allowed from script";
    public const string Syntax = "ERR syntax error";

    private const int MaxShown = 128;

    public static string WrongArity(string command) => $"ERR wrong number of arguments for '{command}' command";

    public static string NoPermission(string user, string command) => $"NOPERM User {user} has no permissions to run the '{command}' command";

    /// <summary>Redis' code for it.</summary>
    public static string NoMemoryForReply(ClientMemory memory) => $"OOM There is no memory for the reply: {memory.Limits}, with the tensors that wait to be sent";

    public static string UnknownSubcommand(string command, string subcommand) => $"ERR unknown subcommand '{Shown(subcommand)}'. Try {command.ToUpperInvariant()} HELP.";

    /// <summary>Redis 7's text: the name, and as many arguments as fit.</summary>
    public static string Unknown(CommandArguments arguments)
    {
        StringBuilder begin = new();
        for (int place = 1; place < arguments.Count && begin.Length < MaxShown; place++)
        {
            begin.Append('\'').Append(Shown(arguments, place, MaxShown - begin.Length)).Append("' ");
        }

        return $"ERR unknown command '{Shown(arguments, 0, MaxShown)}', with args beginning with: {begin}";
    }

    public static string NoPermissionInScript(string user, string command) => $"NOPERM User {user} has no permissions to run the '{command}' command from a script, since it may write keys: that needs MayWrite";

    /// <summary>What a script of RedisAI is told of a command that there is none of, or that has too few or too many arguments; and, beyond that, why.</summary>
    public static string InvalidInScript(string reason) => $"Invalid argument: {reason}";

    private static string Shown(string text) => text[..Math.Min(text.Length, MaxShown)];

    private static string Shown(CommandArguments arguments, int place, int length)
    {
        ReadOnlySpan<byte> bytes = arguments.Bytes(place);
        return LosslessText.Decode(bytes[..Math.Min(bytes.Length, length)]);
    }
}
