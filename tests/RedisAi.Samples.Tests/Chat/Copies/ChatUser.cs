using System.Net.Http.Json;
using System.Text.Json;
using RedisAi.Samples.Chat.Simulation;

namespace RedisAi.Samples.Tests.Chat.Copies;

/// <summary>Somebody who talks by the proxy, and notes what was said, what was answered, and how long that took.</summary>
internal sealed class ChatUser(HttpClient client, Uri server, int seed)
{
    private static readonly TimeSpan s_longestThought = TimeSpan.FromMilliseconds(500);

    private readonly Random _random = new(seed);
    private readonly List<Exchange> _exchanges = [];

    public long Conversation { get; private set; }

    public IReadOnlyList<Exchange> Exchanges => _exchanges;

    /// <summary>The longest time that an answer took.</summary>
    public TimeSpan LongestWait { get; private set; }

    /// <summary>Talks until it is stopped, and then hears the last answer.</summary>
    public async Task TalkAsync(CancellationToken stop)
    {
        Talk talk = new(_random);
        Conversation = await BeginAsync();
        while (!stop.IsCancellationRequested)
        {
            Line line = talk.Next();
            long asked = TimeProvider.System.GetTimestamp();
            _exchanges.Add(new Exchange(line.Text, await SayAsync(line.Text)));
            TimeSpan waited = TimeProvider.System.GetElapsedTime(asked);
            LongestWait = waited > LongestWait ? waited : LongestWait;
            await Task.Delay(_random.NextDouble() * s_longestThought, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<long> BeginAsync()
    {
        using HttpResponseMessage response = await client.PostAsync(new Uri(server, "conversations"), content: null);
        response.EnsureSuccessStatusCode();
        using JsonDocument started = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return started.RootElement.GetProperty("id").GetInt64();
    }

    private async Task<string> SayAsync(string text)
    {
        using HttpResponseMessage response = await client.PutAsJsonAsync(new Uri(server, $"conversations/{Conversation}/turns/{_exchanges.Count + 1}"), new { text });
        return await ChatServer.AnswerAsync(response);
    }

    /// <summary>What was said, and what was answered.</summary>
    internal sealed record Exchange(string Said, string Answer);
}
