using System.Globalization;

namespace RedisAi.Server.Importing;

/// <summary>Where a server is, as Redis' programs write it: <c>redis://[user:password@]host[:port][/database]</c>, or rediss:// for an encrypted connection.</summary>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">The port.</param>
/// <param name="IsEncrypted">Whether it is rediss.</param>
/// <param name="User">The user; null for the one that a password alone is for.</param>
/// <param name="Password">The password; null for none.</param>
/// <param name="Database">The number of the database.</param>
internal sealed record RedisUrl(string Host, int Port, bool IsEncrypted, string? User, string? Password, int Database)
{
    private const int UsualPort = 6379;

    /// <summary>Reads an address; null when it is none.</summary>
    public static RedisUrl? TryParse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            || uri.Scheme is not ("redis" or "rediss")
            || uri.DnsSafeHost.Length == 0
            || uri.Query.Length > 0
            || uri.Fragment.Length > 0
            || !TryDatabase(uri.AbsolutePath.Trim('/'), out int database))
        {
            return null;
        }

        string[] login = uri.UserInfo.Split(':', 2);
        return new RedisUrl(
            uri.DnsSafeHost,
            uri.Port > 0 ? uri.Port : UsualPort,
            uri.Scheme == "rediss",
            login[0].Length > 0 ? Uri.UnescapeDataString(login[0]) : null,
            login.Length == 2 && login[1].Length > 0 ? Uri.UnescapeDataString(login[1]) : null,
            database);
    }

    /// <summary>The address without the password.</summary>
    public override string ToString() => $"{(IsEncrypted ? "rediss" : "redis")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    private static bool TryDatabase(string path, out int database)
    {
        database = 0;
        return path.Length == 0 || int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out database);
    }
}
