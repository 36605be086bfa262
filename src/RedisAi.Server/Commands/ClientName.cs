namespace RedisAi.Server.Commands;

/// <summary>Names that clients give themselves, which CLIENT LIST has on one line, divided by blanks.</summary>
internal static class ClientName
{
    /// <summary>They stay as long as the connection does, and nothing else limits how much memory that is. Redis takes longer ones.</summary>
    private const int MaxLength = 256;

    /// <exception cref="CommandException">It has a blank or what cannot be seen, or is too long.</exception>
    public static string Check(string name, string what)
    {
        if (name.Length > MaxLength)
        {
            throw new CommandException($"ERR {what} cannot have more than {MaxLength} characters.");
        }

        return name.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 ? name : throw new CommandException($"ERR {what} cannot contain spaces, newlines or special characters.");
    }
}
