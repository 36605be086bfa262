using Microsoft.Extensions.Options;
using RedisAi.Server.Connections;

namespace RedisAi.Server.Hosting;

/// <summary>Checks the settings of an endpoint when the host starts.</summary>
internal sealed class RespEndpointOptionsValidator : IValidateOptions<RespEndpointOptions>
{
    private const int LeastBulk = 1 << 10;
    private static readonly TimeSpan s_longestSpin = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, RespEndpointOptions options) =>
        FirstError(options) is { } error ? ValidateOptionsResult.Fail($"{RespOptionsBinder.Section}:{error}") : ValidateOptionsResult.Success;

    /// <summary>What is wrong, or null.</summary>
    public static string? FirstError(RespEndpointOptions options) =>
        AddressError(options)
        ?? UserErrors(options).FirstOrDefault()
        ?? TlsError(options)
        ?? AtLeast(nameof(options.MaxClients), options.MaxClients, 1)
        ?? AtLeast(nameof(options.MaxBulkBytes), options.MaxBulkBytes, LeastBulk)
        ?? AtMost(nameof(options.MaxBulkBytes), options.MaxBulkBytes, Array.MaxLength - 64)
        ?? AtLeast(nameof(options.MaxArguments), options.MaxArguments, 16)
        ?? AtLeast(nameof(options.MaxInlineBytes), options.MaxInlineBytes, LeastBulk)
        ?? AtMost(nameof(options.MaxInlineBytes), options.MaxInlineBytes, 1 << 24)
        ?? AtLeast(nameof(options.MaxCommandBytes), options.MaxCommandBytes, options.MaxBulkBytes)
        ?? AtLeast(nameof(options.MaxOutputBytes), options.MaxOutputBytes, LeastBulk)
        ?? AtLeast(nameof(options.MaxPendingBytes), options.MaxPendingBytes ?? long.MaxValue, 1 << 20)
        ?? AtLeast(nameof(options.MaxPendingBytesPerClient), options.MaxPendingBytesPerClient ?? long.MaxValue, 1 << 20)
        ?? AtMost(nameof(options.MaxPendingBytesPerClient), options.MaxPendingBytesPerClient ?? 0, options.MaxPendingBytes ?? long.MaxValue)
        ?? AtLeast(nameof(options.ReceiveAheadBytes), options.ReceiveAheadBytes, 0)
        ?? Between(nameof(options.IdleTimeout), options.IdleTimeout ?? s_longestTimeout, TimeSpan.FromSeconds(1), s_longestTimeout)
        ?? Between(nameof(options.HandshakeTimeout), options.HandshakeTimeout, TimeSpan.FromSeconds(1), s_longestTimeout)
        ?? Between(nameof(options.SendTimeout), options.SendTimeout, TimeSpan.FromSeconds(1), s_longestTimeout)
        ?? Between(nameof(options.ReceiveTimeout), options.ReceiveTimeout, TimeSpan.FromSeconds(1), s_longestTimeout)
        ?? AtLeast(nameof(options.MinBytesPerSecond), options.MinBytesPerSecond, 1)
        ?? Between(nameof(options.ReceiveSpin), options.ReceiveSpin, TimeSpan.Zero, s_longestSpin);

    private static string? AddressError(RespEndpointOptions options)
    {
        if (options.UnixSocketPath is not null)
        {
            return options.UnixSocketPath.Length == 0 ? $"{nameof(options.UnixSocketPath)} must be a path, or null." : null;
        }

        if (options.Port is < 0 or > 65_535)
        {
            return $"{nameof(options.Port)} ({options.Port}) must be between 0 and 65535.";
        }

        if (ListenAddress.Parse(options.Address).Count == 0)
        {
            return $"{nameof(options.Address)} ({options.Address}) must be an IP address, {ListenAddress.Loopback}, or {ListenAddress.Everywhere} for all addresses.";
        }

        return ListenAddress.IsLocal(options.Address) || options.Password is { Length: > 0 } || options.Users.Count > 0
            ? null
            : $"{nameof(options.Address)} ({options.Address}) is reached from other machines, and there is no password: set {nameof(options.Password)}, or add {nameof(options.Users)}, or listen on {ListenAddress.Loopback}.";
    }

    private static IEnumerable<string> UserErrors(RespEndpointOptions options)
    {
        foreach ((string name, RespUserOptions user) in options.Users)
        {
            string place = $"{nameof(options.Users)}:{name}";
            if (name.Length == 0 || name.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
            {
                yield return $"{place}: the name of a user has neither blanks nor characters beyond ASCII.";
            }

            bool isDefault = name == Access.User.DefaultName && options.Password is { Length: > 0 };
            if (!isDefault && user.Password is not { Length: > 0 } && user.PasswordSha256 is not { Length: > 0 })
            {
                yield return $"{place} has no password: set {nameof(user.Password)} or {nameof(user.PasswordSha256)}.";
            }

            if (user.PasswordSha256 is { Length: > 0 } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
            {
                yield return $"{place}:{nameof(user.PasswordSha256)} must be 64 hexadecimal digits.";
            }
        }
    }

    private static string? TlsError(RespEndpointOptions options)
    {
        RespTlsOptions tls = options.Tls;
        bool isEncrypted = options.GetCertificate() is not null || tls.CertificatePath is not null;
        if (options.GetCertificate() is { HasPrivateKey: false })
        {
            return "Tls: the certificate has no private key.";
        }

        return !isEncrypted && (tls.RequireClientCertificate || tls.KeyPath is not null || tls.ClientAuthorityPath is not null)
            ? $"Tls has settings, but no certificate: set {nameof(tls.CertificatePath)}."
            : null;
    }

    private static string? AtLeast(string name, long value, long least) => value >= least ? null : $"{name} ({value}) must be at least {least}.";

    private static string? AtMost(string name, long value, long most) => value <= most ? null : $"{name} ({value}) must not exceed {most}.";

    private static string? Between(string name, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most ? null : $"{name} ({value}) must be between {least} and {most}. A number alone is read as days: write 00:00:10 for ten seconds.";
}
