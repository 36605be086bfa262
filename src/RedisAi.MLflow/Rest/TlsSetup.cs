using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RedisAi.MLflow.Rest;

/// <summary>Makes the settings of the encryption out of files.</summary>
internal static class TlsSetup
{
    /// <exception cref="MlflowException">A file cannot be read.</exception>
    [SuppressMessage("Security", "CA5359", Justification = "It is what the setting Insecure is for, as MLFLOW_TRACKING_INSECURE_TLS.")]
    public static SslClientAuthenticationOptions Create(MlflowTlsOptions options)
    {
        SslClientAuthenticationOptions ssl = new();
        if (options.Insecure)
        {
            ssl.RemoteCertificateValidationCallback = AcceptAll;
        }

        if (options.ServerCertificatePath is { } authorities)
        {
            ssl.CertificateChainPolicy = Read(authorities, nameof(options.ServerCertificatePath), static path =>
            {
                X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                policy.CustomTrustStore.ImportFromPemFile(path);
                return policy;
            });
        }

        if (options.ClientCertificatePath is { } own)
        {
            ssl.ClientCertificates = [Read(own, nameof(options.ClientCertificatePath), Load)];
        }

        return ssl;
    }

    private static bool AcceptAll(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => true;

    private static X509Certificate2 Load(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is ".pfx" or ".p12")
        {
            return X509CertificateLoader.LoadPkcs12FromFile(path, password: null);
        }

        X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(path);
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        // Windows does not send a certificate whose key is nowhere but in memory.
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }

    private static T Read<T>(string path, string setting, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new MlflowException($"Tls:{setting}: the file '{path}' cannot be used: {error.Message}", MlflowErrorCodes.InvalidParameterValue, innerException: error);
        }
    }
}
