namespace RedisAi.Keyspace;

/// <summary>The errors of Redis that commands here can give, in its words.</summary>
internal static class KeyspaceError
{
    public static KeyspaceException WrongType() => new("WRONGTYPE Operation against a key holding the wrong kind of value");

    public static KeyspaceException Syntax() => new("ERR syntax error");

    public static KeyspaceException NotInteger() => new("ERR value is not an integer or out of range");

    public static KeyspaceException NotFloat() => new("ERR value is not a valid float");

    public static KeyspaceException Overflow() => new("ERR increment or decrement would overflow");

    public static KeyspaceException BadExpiry(string command) => new($"ERR invalid expire time in '{command}' command");

    public static KeyspaceException WrongArity(string command) => new($"ERR wrong number of arguments for '{command}' command");

    public static KeyspaceException Unknown(string command, ReadOnlySpan<string> arguments)
    {
        string begin = "";
        foreach (string argument in arguments)
        {
            begin += $"'{argument}' ";
        }

        return new KeyspaceException($"ERR unknown command '{command}', with args beginning with: {begin}");
    }
}
