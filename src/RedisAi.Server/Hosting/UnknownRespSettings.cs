using Microsoft.Extensions.Configuration;
using RedisAi.Server.Ai;

namespace RedisAi.Server.Hosting;

/// <summary>Finds the keys of the section that no setting has: a misspelt one would be a limit or a password that is not there.</summary>
internal static class UnknownRespSettings
{
    private static readonly HashSet<string> s_known = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(RespEndpointOptions.Address), nameof(RespEndpointOptions.Port), nameof(RespEndpointOptions.UnixSocketPath), nameof(RespEndpointOptions.Password),
        nameof(RespEndpointOptions.MaxClients), nameof(RespEndpointOptions.MaxBulkBytes), nameof(RespEndpointOptions.MaxArguments), nameof(RespEndpointOptions.MaxInlineBytes),
        nameof(RespEndpointOptions.MaxCommandBytes), nameof(RespEndpointOptions.MaxOutputBytes), nameof(RespEndpointOptions.MaxPendingBytes), nameof(RespEndpointOptions.MaxPendingBytesPerClient),
        nameof(RespEndpointOptions.ReceiveAheadBytes), nameof(RespEndpointOptions.ReceiveTimeout), nameof(RespEndpointOptions.MinBytesPerSecond),
        nameof(RespEndpointOptions.IdleTimeout), nameof(RespEndpointOptions.HandshakeTimeout), nameof(RespEndpointOptions.SendTimeout), nameof(RespEndpointOptions.ReceiveSpin),
    };

    private static readonly HashSet<string> s_knownOfTls = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(RespTlsOptions.CertificatePath), nameof(RespTlsOptions.KeyPath), nameof(RespTlsOptions.CertificatePassword),
        nameof(RespTlsOptions.RequireClientCertificate), nameof(RespTlsOptions.ClientAuthorityPath),
    };

    private static readonly HashSet<string> s_knownOfAi = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(AiSettings.ModelChunkSize), nameof(AiSettings.BackendsPath), nameof(AiSettings.RefusesNegatives), nameof(AiSettings.MaxZeroBytes),
    };

    private static readonly HashSet<string> s_knownOfUsers = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(RespUserOptions.Password), nameof(RespUserOptions.PasswordSha256),
        nameof(RespUserOptions.MayWrite), nameof(RespUserOptions.MayStoreCode), nameof(RespUserOptions.MayAdminister),
    };

    /// <summary>The keys, with the section, as they are written.</summary>
    public static IReadOnlyList<string> Find(IConfiguration? configuration) => configuration is null ? [] :
    [
        .. configuration.GetSection(RespOptionsBinder.Section).AsEnumerable(makePathsRelative: true)
            .Where(static entry => entry.Key.Length > 0 && entry.Value is not null && !IsKnown(entry.Key.Split(':')))
            .Select(static entry => $"{RespOptionsBinder.Section}:{entry.Key}")
            .Order(StringComparer.Ordinal),
    ];

    private static bool IsKnown(string[] path) => path switch
    {
        [string name] => s_known.Contains(name),
        [string part, string name] when part.Equals("Ai", StringComparison.OrdinalIgnoreCase) => s_knownOfAi.Contains(name),
        [string part, string name] => part.Equals(nameof(RespEndpointOptions.Tls), StringComparison.OrdinalIgnoreCase) && s_knownOfTls.Contains(name),
        [string part, _, string name] => part.Equals(nameof(RespEndpointOptions.Users), StringComparison.OrdinalIgnoreCase) && s_knownOfUsers.Contains(name),
        _ => false,
    };
}
