using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<long, long> _turns = new();

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

    public static async Task<ChatServer> StartAsync(params string[] arguments)
    {
        WebApplication app = ChatApp.Build(arguments, static builder =>
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
    public async Task<long> ForkAsync(long id)
    {
        long fork = await IdAsync(await PostAsync($"conversations/{id}/fork"));
        _turns[fork] = _turns.GetValueOrDefault(id);
        return fork;
    }

    /// <summary>Says something, and gives the whole answer.</summary>
    public async Task<string> SayAsync(long id, string text)
    {
        using HttpResponseMessage response = await SendAsync(id, text);
        return await AnswerAsync(response);
    }

    /// <summary>The whole answer of a turn.</summary>
    public static async Task<string> AnswerAsync(HttpResponseMessage response)
    {
        response.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        string events = await response.Content.ReadAsStringAsync(Token);
        return string.Concat(events.Split('\n').Where(static line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(static line => line["data: ".Length..]));
    }

    /// <summary>Says something, and gives what the server answers, whatever it is.</summary>
    public async Task<HttpResponseMessage> SendAsync(long id, string text)
    {
        long turn = _turns.GetValueOrDefault(id) + 1;
        HttpResponseMessage response = await SendAsync(id, turn, text);
        if (response.IsSuccessStatusCode)
        {
            _turns[id] = turn;
        }

        return response;
    }

    /// <summary>Says something as the turn of a number, and gives what the server answers, whatever it is.</summary>
    public Task<HttpResponseMessage> SendAsync(long id, long turn, string text) => Client.PutAsJsonAsync(Path($"conversations/{id}/turns/{turn}"), new { text }, Token);

    /// <summary>Ends a conversation.</summary>
    public Task<HttpResponseMessage> EndAsync(long id) => Client.DeleteAsync(Path($"conversations/{id}"), Token);

    public Task<HttpResponseMessage> SimulateAsync(SimulationSettings settings) => Client.PutAsJsonAsync(Path("simulation"), settings, Token);

    public async Task<StatisticsSnapshot> GetStatisticsAsync() =>
        (await Client.GetFromJsonAsync<StatisticsSnapshot>(Path("statistics"), JsonSerializerOptions.Web, Token))!;

    private Task<HttpResponseMessage> PostAsync(string path) => Client.PostAsync(Path(path), content: null, Token);

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
