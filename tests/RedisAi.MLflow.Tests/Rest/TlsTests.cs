using System.Security.Cryptography.X509Certificates;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Rest;

public sealed class TlsTests
{
    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_with_what_to_set()
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        await using ReplayServer server = await StartAsync(certificate);
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.GetServerVersionAsync());

        Assert.Contains("Tls.ServerCertificatePath (MLFLOW_TRACKING_SERVER_CERT_PATH)", error.Message, StringComparison.Ordinal);
        Assert.Empty(test.Time.Pauses);
    }

    [Fact]
    public async Task A_certificate_of_the_settings_is_believed()
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["ca.pem"], certificate.ExportCertificatePem());
        await using ReplayServer server = await StartAsync(certificate);
        using ClientUnderTest test = new(server.Address, options => options.Tls.ServerCertificatePath = folder["ca.pem"]);

        Assert.Equal("3.17.2", await test.Client.GetServerVersionAsync());
    }

    [Fact]
    public async Task Another_certificate_than_that_of_the_settings_is_refused()
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        using X509Certificate2 another = TestCertificate.Create();
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["ca.pem"], another.ExportCertificatePem());
        await using ReplayServer server = await StartAsync(certificate);
        using ClientUnderTest test = new(server.Address, options => options.Tls.ServerCertificatePath = folder["ca.pem"]);

        await Assert.ThrowsAsync<MlflowException>(() => test.Client.GetServerVersionAsync());
    }

    [Fact]
    public async Task Any_certificate_is_believed_where_that_is_set()
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        await using ReplayServer server = await StartAsync(certificate);
        using ClientUnderTest test = new(server.Address, static options => options.Tls.Insecure = true);

        Assert.Equal("3.17.2", await test.Client.GetServerVersionAsync());
    }

    [Fact]
    public async Task A_server_that_wants_one_is_shown_the_clients_certificate()
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["me.pem"], TestCertificate.WithKey(certificate));
        await using ReplayServer server = await StartAsync(certificate, wantsClientCertificate: true);
        using ClientUnderTest test = new(server.Address, options => (options.Tls.Insecure, options.Tls.ClientCertificatePath) = (true, folder["me.pem"]));

        Assert.Equal("3.17.2", await test.Client.GetServerVersionAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_is_none_is_refused_with_its_setting(bool isServers)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["x.pem"], "nothing");
        MlflowClientOptions options = new();
        (options.Tls.ServerCertificatePath, options.Tls.ClientCertificatePath) = isServers ? (folder["missing.pem"], (string?)null) : (null, folder["x.pem"]);

        MlflowException error = Assert.Throws<MlflowException>(() => new MlflowClient(options));

        Assert.Contains(isServers ? "Tls:ServerCertificatePath" : "Tls:ClientCertificatePath", error.Message, StringComparison.Ordinal);
    }

    private static Task<ReplayServer> StartAsync(X509Certificate2 certificate, bool wantsClientCertificate = false) =>
        ReplayServer.StartAsync(static context => Answers.TextAsync(context, "3.17.2"), certificate, wantsClientCertificate);
}
