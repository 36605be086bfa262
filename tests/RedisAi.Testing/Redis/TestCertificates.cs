using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RedisAi.Testing.Redis;

/// <summary>A certificate authority of a test's own, and the certificate of a server at localhost and 127.0.0.1 that it has signed, as PEM files.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Makes both, valid for a day.</summary>
    public TestCertificates()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authority = new("CN=RedisAi tests", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        using X509Certificate2 authorityCertificate = authority.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));

        using ECDsa serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest server = new("CN=localhost", serverKey, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        server.CertificateExtensions.Add(names.Build());
        using X509Certificate2 serverCertificate = server.Create(authorityCertificate, now.AddMinutes(-30), now.AddHours(12), RandomNumberGenerator.GetBytes(8));

        File.WriteAllText(AuthorityPath, authorityCertificate.ExportCertificatePem());
        File.WriteAllText(ServerPath, serverCertificate.ExportCertificatePem());
        File.WriteAllText(ServerKeyPath, serverKey.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Gets the file with the authority's certificate, which clients trust.</summary>
    public string AuthorityPath => _folder["authority.pem"];

    /// <summary>Gets the file with the server's certificate.</summary>
    public string ServerPath => _folder["server.pem"];

    /// <summary>Gets the file with the server's key.</summary>
    public string ServerKeyPath => _folder["server.key"];

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
