using System.Globalization;

namespace RedisAi.Client.Protocol;

/// <summary>
/// Where a server is, as Redis' programs write it: <c>redis://[user:password@]host[:port][/database]</c>, or rediss:// for an encrypted connection.
/// The names <c>redisai</c> and <c>redisais</c> mean the same, also with one slash, <c>redisai:/host:port</c>, as MLflow's shell writes a target.
/// </summary>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">The port.</param>
/// <param name="IsEncrypted">Whether it is rediss.</param>
/// <param name="User">The user; null for the one that a password alone is for.</param>
/// <param name="Password">The password; null for none.</param>
/// <param name="Database">The number of the database.</param>
internal sealed record RedisUrl(string Host, int Port, bool IsEncrypted, string? User, string? Password, int Database)
{
    private const int UsualPort = 6379;

    /// <summary>What is said of a text that is no address. The text itself is not told: it may have a password.</summary>
    public const string Expected = "is no address such as redis://user:password@host:6379; other characters of a password than letters and digits are written as %40.";

    /// <summary>Reads an address; null when it is none.</summary>
    public static RedisUrl? TryParse(string text)
    {
        if (!Uri.TryCreate(WithTwoSlashes(text), UriKind.Absolute, out Uri? uri)
            || uri.Scheme is not ("redis" or "rediss" or "redisai" or "redisais")
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
            uri.Scheme is "rediss" or "redisais",
            login[0].Length > 0 ? Uri.UnescapeDataString(login[0]) : null,
            login.Length == 2 && login[1].Length > 0 ? Uri.UnescapeDataString(login[1]) : null,
            database);
    }

    /// <summary>The address without the password.</summary>
    public override string ToString() => $"{(IsEncrypted ? "rediss" : "redis")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    private static string WithTwoSlashes(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && text.AsSpan(colon + 1) is ['/', not '/', ..] ? $"{text[..colon]}:/{text.AsSpan(colon + 1)}" : text;
    }

    private static bool TryDatabase(string path, out int database)
    {
        database = 0;
        return path.Length == 0 || int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out database);
    }
}
