using System.Net.Http.Headers;
using System.Text;
using RedisAi.MLflow.Credentials;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Rest;

/// <summary>Where a server is, and how its routes are written. Immutable.</summary>
internal sealed class ServerAddress
{
    private readonly string _base;

    private ServerAddress(Uri uri)
    {
        Uri = new UriBuilder(uri) { UserName = "", Password = "", Query = "", Fragment = "" }.Uri;
        _base = Uri.GetLeftPart(UriPartial.Path).TrimEnd('/');
        Login = LoginOf(uri.UserInfo);
    }

    /// <summary>Its address, without user and password.</summary>
    public Uri Uri { get; }

    /// <summary>The user and the password that were written into the address; null when there were none.</summary>
    public AuthenticationHeaderValue? Login { get; }

    /// <summary>Reads an address.</summary>
    /// <returns>Null when there is none, or when it is not that of a web server, as <c>sqlite:///mlflow.db</c>.</returns>
    public static ServerAddress? Create(string? text) => Parse(text) is { } uri ? new ServerAddress(uri) : null;

    /// <summary>What is wrong with an address of the settings; null when nothing is. One that is no web server's is right, but of no use.</summary>
    public static string? Problem(string? text, string setting)
    {
        bool isWeb = text is not null
            && (text.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
        return isWeb && Parse(text) is null ? $"{setting} ({ShownUri.Of(text!)}) is not the address of a server; expected: http://HOST:PORT or https://HOST." : null;
    }

    /// <summary>Whether an address is on the same server: the same scheme, host and port.</summary>
    public bool IsOriginOf(Uri uri) => IsSameOrigin(Uri, uri);

    public static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>The address of a route.</summary>
    /// <param name="path">Its path, escaped, from the <c>/</c> on.</param>
    /// <param name="query">Its arguments; those without a value are left out.</param>
    public Uri Route(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        StringBuilder text = new(_base + path);
        char separator = '?';
        foreach ((string name, string? value) in query)
        {
            if (!string.IsNullOrEmpty(value))
            {
                text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return new Uri(text.ToString());
    }

    /// <summary>A path of names, escaped for an address.</summary>
    public static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    public override string ToString() => _base;

    private static Uri? Parse(string? text) =>
        Uri.TryCreate(text?.Trim(), UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 ? uri : null;

    private static AuthenticationHeaderValue? LoginOf(string userInfo)
    {
        string[] parts = userInfo.Split(':', 2);
        return parts.Length == 2 ? Authorization.Of(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]), token: null) : null;
    }
}
