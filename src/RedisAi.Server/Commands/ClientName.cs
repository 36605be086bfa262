namespace RedisAi.Server.Commands;

/// <summary>Names that clients give themselves, which CLIENT LIST has on one line, divided by blanks.</summary>
internal static class ClientName
{
    /// <exception cref="CommandException">It has a blank or what cannot be seen.</exception>
    public static string Check(string name, string what) =>
        name.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 ? name : throw new CommandException($"ERR {what} cannot contain spaces, newlines or special characters.");
}
