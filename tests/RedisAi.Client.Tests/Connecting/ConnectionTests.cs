using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using RedisAi.Server.Tests.Importing;
using RedisAi.Testing;

namespace RedisAi.Client.Tests.Connecting;

public sealed class ConnectionTests
{
    private const string Pong = "+PONG\r\n";

    [Fact]
    public async Task Server_answers()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();

        await client.PingAsync(TestContext.Current.CancellationToken);

        Assert.Equal($"redis://127.0.0.1:{server.Port}", client.Address);
    }

    [Fact]
    public async Task Address_that_is_none_is_refused_without_its_password()
    {
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => RedisAiClient.ConnectAsync("redis:secret@host"));

        Assert.Equal("address", error.ParamName);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Contains("redis://user:password@host:6379", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_is_not_there_is_named()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        RedisAiConnectionException error = await Assert.ThrowsAsync<RedisAiConnectionException>(() => RedisAiClient.ConnectAsync($"redisai://127.0.0.1:{port}"));

        Assert.Equal($"redis://127.0.0.1:{port}", error.Server);
        Assert.Equal($"redis://127.0.0.1:{port}: Connection refused.", error.Message);
    }

    [Theory]
    [InlineData("redisai://127.0.0.1:{0}", null, "NOAUTH")]
    [InlineData("redisai://:wrong@127.0.0.1:{0}", "secret", "WRONGPASS")]
    public async Task Server_does_not_let_in_who_lacks_the_password(string address, string? password, string told)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(static options => options.Password = "secret");

        RedisAiConnectionException error = await Assert.ThrowsAsync<RedisAiConnectionException>(
            () => RedisAiClient.ConnectAsync(address.Replace("{0}", $"{server.Port}", StringComparison.Ordinal), new RedisAiClientOptions { Password = password }));

        Assert.StartsWith($"redis://127.0.0.1:{server.Port}: the server answers the error '{told}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redisai://:secret@127.0.0.1:{0}", null)]
    [InlineData("redisai://default:secret@127.0.0.1:{0}", "wrong")]
    [InlineData("redisai://127.0.0.1:{0}", "secret")]
    public async Task Password_comes_from_the_address_or_else_from_the_options(string address, string? password)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(static options => options.Password = "secret");

        await using RedisAiClient client = await RedisAiClient.ConnectAsync(
            address.Replace("{0}", $"{server.Port}", StringComparison.Ordinal), new RedisAiClientOptions { Password = password });

        await client.PingAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Encrypted_connection_believes_the_authorities_that_it_is_given()
    {
        using X509Certificate2 certificate = ServerUnderTest.Certificate();
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(options => options.UseCertificate(certificate));
        string address = $"redisais://localhost:{server.Port}";

        await using RedisAiClient client = await RedisAiClient.ConnectAsync(address, new RedisAiClientOptions { Authorities = [certificate] });
        RedisAiConnectionException error = await Assert.ThrowsAsync<RedisAiConnectionException>(() => RedisAiClient.ConnectAsync(address));

        await client.PingAsync(TestContext.Current.CancellationToken);
        Assert.Contains("certificate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_never_answers_is_waited_for_as_long_as_is_said()
    {
        ManualTimeProvider time = new();
        using FakeServer silent = new(static _ => "");
        Task<RedisAiClient> connecting = RedisAiClient.ConnectAsync(silent.Url, new RedisAiClientOptions { ConnectTimeout = TimeSpan.FromSeconds(3), TimeProvider = time });
        await Eventually.HoldsAsync(() => time.ArmedTimers == 2, "it waits for the answer to PING");

        time.Advance(TimeSpan.FromSeconds(3));
        RedisAiConnectionException error = await Assert.ThrowsAsync<RedisAiConnectionException>(() => connecting);

        Assert.Equal($"{silent.Url}: there is no answer for 3 seconds.", error.Message);
    }

    [Fact]
    public async Task Silence_ends_a_call_and_the_next_one_connects_again()
    {
        ManualTimeProvider time = new();
        int pings = 0;

        // The first PING is that of the connection.
        using FakeServer server = new(_ => ++pings == 2 ? "" : Pong);
        await using RedisAiClient client = await RedisAiClient.ConnectAsync(server.Url, new RedisAiClientOptions { ReplyTimeout = TimeSpan.FromSeconds(5), TimeProvider = time });
        Task ping = client.PingAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => time.ArmedTimers == 1, "it waits for the answer");

        time.Advance(TimeSpan.FromSeconds(5));
        RedisAiConnectionException error = await Assert.ThrowsAsync<RedisAiConnectionException>(() => ping);
        await client.PingAsync(TestContext.Current.CancellationToken);

        Assert.Equal($"{server.Url}: The server has said nothing for 5 seconds.", error.Message);
        Assert.Equal(4, pings);
    }

    [Theory]
    [InlineData(null, "The server has closed the connection.")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "The server's reply begins as 'HTTP/1.1 400 Bad Request', which is none of Redis'.")]
    public async Task Call_whose_connection_breaks_fails_and_the_next_one_connects_again(string? answer, string told)
    {
        int pings = 0;
        using FakeServer server = new(_ => ++pings == 2 ? answer : Pong);
        await using RedisAiClient client = await RedisAiClient.ConnectAsync(server.Url);

        RedisAiConnectionException error = await Assert.ThrowsAsync<RedisAiConnectionException>(() => client.PingAsync());
        await client.PingAsync(TestContext.Current.CancellationToken);

        Assert.Equal($"{server.Url}: {told}", error.Message);
    }

    [Fact]
    public async Task Call_that_is_cancelled_leaves_no_reply_to_the_next_one()
    {
        int pings = 0;
        using FakeServer server = new(command => command == "PING" ? ++pings == 2 ? "" : Pong : "*0\r\n");
        await using RedisAiClient client = await RedisAiClient.ConnectAsync(server.Url);
        using CancellationTokenSource cancellation = new();
        Task ping = client.PingAsync(cancellation.Token);
        await Eventually.HoldsAsync(() => pings == 2, "the command has come");

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ping);

        Assert.Empty(await client.Models.ListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(3, pings);
    }

    [Fact]
    public async Task Error_of_the_server_is_told_in_its_own_words_and_the_connection_stays()
    {
        int pings = 0;
        using FakeServer server = new(_ => ++pings == 2 ? "-ERR not now\r\n" : Pong);
        await using RedisAiClient client = await RedisAiClient.ConnectAsync(server.Url);

        RedisAiServerException error = await Assert.ThrowsAsync<RedisAiServerException>(() => client.PingAsync());
        await client.PingAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("PING", "ERR not now", server.Url), (error.Command, error.ServerError, error.Server));
        Assert.Equal($"{server.Url}, PING: the server answers the error 'ERR not now'.", error.Message);
        Assert.Equal(3, pings);
    }

    [Fact]
    public async Task Calls_of_several_threads_get_their_own_answers()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 50; i++)
            {
                using AiTensor tensor = AiTensor.Scalar(caller + (100L * i));
                await client.Tensors.SetAsync($"{caller}", tensor);
                using AiTensor? read = await client.Tensors.GetAsync($"{caller}");
                Assert.True(read!.ContentEquals(tensor));
            }
        })));
    }

    [Fact]
    public async Task Client_that_was_disposed_refuses_calls()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        RedisAiClient client = await server.ConnectAsync();

        await client.DisposeAsync();
        await client.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.PingAsync());
    }

    [Fact]
    public async Task Times_that_make_no_sense_are_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RedisAiClient.ConnectAsync("redisai://host", new RedisAiClientOptions { ReplyTimeout = TimeSpan.Zero }));
}
