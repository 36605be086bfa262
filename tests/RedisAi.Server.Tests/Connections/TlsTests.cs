using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Connections;

public sealed class TlsTests
{
    [Fact]
    public async Task Encrypted_client_is_served()
    {
        using X509Certificate2 certificate = Make("CN=localhost");
        await using TestServer server = new(options => options.UseCertificate(certificate));
        using RespClient client = await ConnectAsync(server);
        string value = new('v', 300_000);

        Assert.Equal("+PONG", client.Ask("PING"));
        Assert.Equal("+OK", client.Ask("SET", "k", value));
        Assert.Equal("$" + value, client.Ask("GET", "k"));
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal($"${i}", client.Ask("ECHO", $"{i}"));
        }
    }

    [Fact]
    public async Task Client_that_does_not_encrypt_gets_nothing()
    {
        using X509Certificate2 certificate = Make("CN=localhost");
        await using TestServer server = new(options => options.UseCertificate(certificate));
        using RespClient client = server.Connect();

        client.Command("PING");

        Assert.DoesNotContain("PONG", client.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_that_never_agrees_is_disconnected()
    {
        using X509Certificate2 certificate = Make("CN=localhost");
        ManualTimeProvider time = new();
        await using TestServer server = new(options => options.UseCertificate(certificate), time);
        using RespClient client = server.Connect();
        await Eventually.HoldsAsync(() => server.Endpoint.ClientCount == 1, "it is there");

        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("", client.ReadToEnd());
    }

    [Fact]
    public async Task Certificate_comes_from_files_and_clients_need_one_of_their_own()
    {
        using TemporaryFolder folder = new();
        using X509Certificate2 own = Make("CN=localhost");
        using X509Certificate2 known = Make("CN=known");
        using X509Certificate2 unknown = Make("CN=unknown");
        (string ownPath, string keyPath, string knownPath) = (Path.Combine(folder.Path, "own.pem"), Path.Combine(folder.Path, "own.key"), Path.Combine(folder.Path, "known.pem"));
        await File.WriteAllTextAsync(ownPath, own.ExportCertificatePem());
        await File.WriteAllTextAsync(keyPath, own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(knownPath, known.ExportCertificatePem());
        await using TestServer server = new(options =>
        {
            (options.Tls.CertificatePath, options.Tls.KeyPath) = (ownPath, keyPath);
            (options.Tls.RequireClientCertificate, options.Tls.ClientAuthorityPath) = (true, knownPath);
        });

        using RespClient welcome = await ConnectAsync(server, known);
        Assert.Equal("+PONG", welcome.Ask("PING"));
        Assert.False(await IsServedAsync(server, unknown));
        Assert.False(await IsServedAsync(server, certificate: null));
    }

    private static async Task<bool> IsServedAsync(TestServer server, X509Certificate2? certificate)
    {
        try
        {
            using RespClient client = await ConnectAsync(server, certificate);
            return client.Ask("PING") == "+PONG";
        }
        catch (Exception error) when (error is IOException or AuthenticationException)
        {
            return false;
        }
    }

    private static async Task<RespClient> ConnectAsync(TestServer server, X509Certificate2? certificate = null)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificates = certificate is null ? null : [certificate],
#pragma warning disable CA5359 // The certificate was made by the test.
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
        });
        return new RespClient(stream);
    }

    /// <summary>A certificate that has signed itself.</summary>
    public static X509Certificate2 Make(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
