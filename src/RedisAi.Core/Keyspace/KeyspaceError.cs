namespace RedisAi.Keyspace;

/// <summary>The errors of Redis that commands here can give, in its words.</summary>
internal static class KeyspaceError
{
    /// <summary>How many characters of a command that is unknown its error repeats.</summary>
    private const int MaxRepeated = 128;

    public static KeyspaceException WrongType() => new("WRONGTYPE Operation against a key holding the wrong kind of value");

    public static KeyspaceException Syntax() => new("ERR syntax error");

    public static KeyspaceException NotInteger() => new("ERR value is not an integer or out of range");

    public static KeyspaceException NotFloat() => new("ERR value is not a valid float");

    public static KeyspaceException NoSuchKey() => new("ERR no such key");

    public static KeyspaceException Overflow() => new("ERR increment or decrement would overflow");

    public static KeyspaceException NotFinite() => new("ERR increment would produce NaN or Infinity");

    public static KeyspaceException TooLong() => new("ERR string exceeds maximum allowed size (proto-max-bulk-len)");

    public static KeyspaceException BadExpiry(string command) => new($"ERR invalid expire time in '{command}' command");

    public static KeyspaceException WrongArity(string command) => new($"ERR wrong number of arguments for '{command}' command");

    public static KeyspaceException UnknownSubcommand(string command, string name) => new($"ERR unknown subcommand '{Start(name, MaxRepeated)}'. Try {command} HELP.");

    public static KeyspaceException Unknown(string command, ReadOnlySpan<string> arguments)
    {
        string begin = "";
        foreach (string argument in arguments)
        {
            if (begin.Length < MaxRepeated)
            {
                begin += $"'{Start(argument, MaxRepeated - begin.Length)}' ";
            }
        }

        return new KeyspaceException($"ERR unknown command '{Start(command, MaxRepeated)}', with args beginning with: {begin}");
    }

    private static string Start(string text, int length) => text.Length <= length ? text : text[..length];
}
