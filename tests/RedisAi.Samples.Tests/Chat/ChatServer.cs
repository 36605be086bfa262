using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RedisAi.Samples.Chat.Simulation;
using RedisAi.Samples.Chat.Statistics;
using ChatApp = RedisAi.Samples.Chat.App;

namespace RedisAi.Samples.Tests.Chat;

/// <summary>The application on a web server of its own, and what a page asks of it.</summary>
internal sealed class ChatServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ChatServer(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address => new(_app.Urls.Single());

    public HttpClient Client { get; }

    public IRedisAi Ai => _app.Services.GetRequiredService<IRedisAi>();

    /// <summary>What was measured last.</summary>
    public StatisticsSnapshot Statistics => _app.Services.GetRequiredService<StatisticsClock>().Latest;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ChatServer> StartAsync()
    {
        WebApplication app = ChatApp.Build([], static builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
        });
        try
        {
            await app.StartAsync(Token);
            return new ChatServer(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(Token);
        await _app.DisposeAsync();
    }

    /// <summary>Begins a conversation.</summary>
    public async Task<long> BeginAsync() => await IdAsync(await PostAsync("conversations"));

    /// <summary>Begins a conversation that goes on from another.</summary>
    public async Task<long> ForkAsync(long id) => await IdAsync(await PostAsync($"conversations/{id}/fork"));

    /// <summary>Says something, and gives the whole answer.</summary>
    public async Task<string> SayAsync(long id, string text)
    {
        using HttpResponseMessage response = await SendAsync(id, text);
        response.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        string events = await response.Content.ReadAsStringAsync(Token);
        return string.Concat(events.Split('\n').Where(static line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(static line => line["data: ".Length..]));
    }

    /// <summary>Says something, and gives what the server answers, whatever it is.</summary>
    public Task<HttpResponseMessage> SendAsync(long id, string text) => PostAsync($"conversations/{id}/messages", new { text });

    /// <summary>Ends a conversation.</summary>
    public Task<HttpResponseMessage> EndAsync(long id) => Client.DeleteAsync(Path($"conversations/{id}"), Token);

    public Task<HttpResponseMessage> SimulateAsync(SimulationSettings settings) => Client.PutAsJsonAsync(Path("simulation"), settings, Token);

    public async Task<StatisticsSnapshot> GetStatisticsAsync() =>
        (await Client.GetFromJsonAsync<StatisticsSnapshot>(Path("statistics"), JsonSerializerOptions.Web, Token))!;

    private Task<HttpResponseMessage> PostAsync(string path, object? content = null) => Client.PostAsJsonAsync(Path(path), content, Token);

    private static async Task<long> IdAsync(HttpResponseMessage response)
    {
        using (response)
        {
            response.EnsureSuccessStatusCode();
            using JsonDocument started = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
            return started.RootElement.GetProperty("id").GetInt64();
        }
    }

    private static Uri Path(string path) => new(path, UriKind.Relative);
}
