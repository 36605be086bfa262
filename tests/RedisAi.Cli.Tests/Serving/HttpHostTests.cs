using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RedisAi.Cli.Serving;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Serving;

/// <summary>The server over HTTP beside Redis' protocol: one engine, the same users.</summary>
public sealed class HttpHostTests
{
    [Fact]
    public async Task One_engine_is_behind_both()
    {
        await using Served served = await Served.StartAsync();
        await served.Services.GetRequiredService<IRedisAi>().Models.StoreAsync("mlp", TestData.Path("onnx", "mlp.onnx"), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains("\"name\":\"mlp\"", await served.Client.GetStringAsync("/deployments"), StringComparison.Ordinal);
        Assert.Contains("\"name\":\"mlp\"", await served.Client.GetStringAsync("/v2/models/mlp"), StringComparison.Ordinal);
        Assert.NotEqual(0, served.Services.GetRequiredService<Server.IRespEndpoint>().Port);
    }

    [Fact]
    public async Task Users_of_the_server_log_in_by_Basic()
    {
        await using Served served = await Served.StartAsync(("RedisAi:Resp:Password", "s:cret"));

        Assert.Equal(HttpStatusCode.OK, await served.AskAsync(HttpMethod.Get, "/deployments", "default", "s:cret"));
        Assert.Equal(HttpStatusCode.Unauthorized, await served.AskAsync(HttpMethod.Get, "/deployments", "default", "wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await served.AskAsync(HttpMethod.Get, "/deployments", "other", "s:cret"));
        Assert.Equal(HttpStatusCode.Unauthorized, await served.AskAsync(HttpMethod.Post, "/deployments", "default", "wrong"));
        foreach (string header in new[] { "", "Basic", "Basic ###", "Basic ZGVmYXVsdA==", "Bearer s:cret" })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/anything");
            request.Headers.TryAddWithoutValidation("Authorization", header);
            using HttpResponseMessage response = await served.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Basic", response.Headers.WwwAuthenticate.Single().Scheme);
            Assert.Contains("\"error_code\":\"UNAUTHENTICATED\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rights_of_users_count_here_too()
    {
        await using Served served = await Served.StartAsync(
            ("RedisAi:Resp:Users:reader:Password", "r"), ("RedisAi:Resp:Users:reader:MayWrite", "false"),
            ("RedisAi:Resp:Users:writer:Password", "w"),
            ("RedisAi:Resp:Users:deployer:Password", "d"), ("RedisAi:Resp:Users:deployer:MayStoreCode", "true"));

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            await AllAsync("reader", "r"));
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.NoContent),
            await AllAsync("writer", "w"));
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.NoContent),
            await AllAsync("deployer", "d"));

        async Task<(HttpStatusCode List, HttpStatusCode Predict, HttpStatusCode Create, HttpStatusCode Update, HttpStatusCode Delete)> AllAsync(string user, string password) => (
            await served.AskAsync(HttpMethod.Get, "/deployments", user, password),
            await served.AskAsync(HttpMethod.Post, "/deployments/m/invocations", user, password),
            await served.AskAsync(HttpMethod.Post, "/deployments", user, password),
            await served.AskAsync(HttpMethod.Put, "/deployments/m", user, password),
            await served.AskAsync(HttpMethod.Delete, "/deployments/m", user, password));
    }

    [Fact]
    public async Task Name_of_another_host_is_refused_on_this_machines_address()
    {
        await using Served served = await Served.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "/deployments") { Headers = { Host = "evil.example" } };

        using HttpResponseMessage response = await served.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    /// <summary>A server at free ports.</summary>
    private sealed class Served : IAsyncDisposable
    {
        private readonly WebApplication _application;

        private Served(WebApplication application)
        {
            _application = application;
            Client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()), Timeout = Eventually.Limit };
        }

        public HttpClient Client { get; }

        public IServiceProvider Services => _application.Services;

        public static async Task<Served> StartAsync(params (string Name, string Value)[] settings)
        {
            Dictionary<string, string?> configuration = settings.ToDictionary(static setting => setting.Name, static setting => (string?)setting.Value);
            configuration["RedisAi:Resp:Port"] = "0";
            configuration["Logging:LogLevel:Default"] = "None";
            configuration["Kestrel:Endpoints:Open:Url"] = "http://127.0.0.1:0";
            var application = (WebApplication)HttpHost.Create(configuration, new HttpSettings(0, "localhost"));
            await application.StartAsync();
            return new Served(application);
        }

        public async Task<HttpStatusCode> AskAsync(HttpMethod method, string address, string user, string password)
        {
            using HttpRequestMessage request = new(method, address) { Content = new StringContent("""{"config":{"tag":"x"}}""", Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
            using HttpResponseMessage response = await Client.SendAsync(request);
            return response.StatusCode;
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await _application.StopAsync();
            await _application.DisposeAsync();
        }
    }
}
