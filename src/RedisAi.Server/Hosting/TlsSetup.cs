using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace RedisAi.Server.Hosting;

/// <summary>Makes the settings of the encryption out of files.</summary>
internal static class TlsSetup
{
    /// <returns>Null when there is no certificate, and thus no encryption.</returns>
    /// <param name="options">The settings.</param>
    /// <param name="loaded">The certificate, where it was loaded here and is to be disposed.</param>
    public static SslServerAuthenticationOptions? Create(RespEndpointOptions options, out X509Certificate2? loaded)
    {
        loaded = options.GetCertificate() is null && options.Tls.CertificatePath is { } path ? Load(path, options.Tls) : null;
        return (options.GetCertificate() ?? loaded) is { } certificate
            ? new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
                ClientCertificateRequired = options.Tls.RequireClientCertificate,
                CertificateChainPolicy = ClientPolicy(options.Tls),
            }
            : null;
    }

    private static X509Certificate2 Load(string path, RespTlsOptions tls) =>
        Path.GetExtension(path).ToLowerInvariant() is ".pfx" or ".p12"
            ? X509CertificateLoader.LoadPkcs12FromFile(path, tls.CertificatePassword)
            : X509Certificate2.CreateFromPemFile(path, tls.KeyPath);

    private static X509ChainPolicy? ClientPolicy(RespTlsOptions tls)
    {
        if (!tls.RequireClientCertificate || tls.ClientAuthorityPath is null)
        {
            return null;
        }

        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(tls.ClientAuthorityPath);
        return policy;
    }
}
