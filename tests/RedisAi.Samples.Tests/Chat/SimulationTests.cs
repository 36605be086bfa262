using System.Net;
using RedisAi.Samples.Chat.Conversations;
using RedisAi.Samples.Chat.Simulation;
using RedisAi.Samples.Chat.Statistics;
using RedisAi.Testing;

namespace RedisAi.Samples.Tests.Chat;

public sealed class SimulationTests
{
    [Fact]
    public async Task Users_talk_with_both_models_and_leave_when_they_are_no_longer_wanted()
    {
        await using ChatServer server = await ChatServer.StartAsync();
        using HttpResponseMessage started = await server.SimulateAsync(new SimulationSettings(20, Merged: true, Alone: true));

        StatisticsSnapshot busy = await StatisticsAsync(server, static now => now.Models.All(static model => model is { AnswersPerSecond: > 0, Asked: > 0 }));
        Assert.Equal([ModelKeys.Merged, ModelKeys.Alone], busy.Models.Select(static model => model.Key));
        Assert.All(busy.Models, static model =>
        {
            Assert.InRange(model.Conversations, 1, 20);
            Assert.True(model.StepsPerSecond > model.AnswersPerSecond);
            Assert.InRange(model.P50, 0.001, model.P99);
            Assert.True(model.MeanBatch >= 1);
            Assert.Equal(0, model.Failures);
        });
        Assert.Equal(1, busy.Models[1].MeanBatch);
        Assert.NotEmpty(busy.Overheard);

        using HttpResponseMessage stopped = await server.SimulateAsync(new SimulationSettings(0, Merged: true, Alone: true));

        await StatisticsAsync(server, static now => now.Contexts == 0 && now.Models.All(static model => model.Conversations == 0));
        Assert.Equal(0, server.Ai.Tensors.Count);
    }

    [Fact]
    public async Task One_model_can_be_used_alone()
    {
        await using ChatServer server = await ChatServer.StartAsync();
        using HttpResponseMessage started = await server.SimulateAsync(new SimulationSettings(5, Merged: false, Alone: true));

        StatisticsSnapshot busy = await StatisticsAsync(server, static now => now.Models[1].StepsPerSecond > 0);

        Assert.Equal(0, busy.Models[0].StepsPerSecond);
        Assert.Equal(0, busy.Models[0].Conversations);
    }

    [Fact]
    public async Task Server_stops_in_the_middle_of_conversations()
    {
        await using ChatServer server = await ChatServer.StartAsync();
        using HttpResponseMessage started = await server.SimulateAsync(new SimulationSettings(50, Merged: true, Alone: true));

        await Eventually.HoldsAsync(() => server.Ai.Tensors.Count > 0, "a conversation goes on");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2001)]
    public async Task Number_of_users_has_limits(int users)
    {
        await using ChatServer server = await ChatServer.StartAsync();
        using HttpResponseMessage refused = await server.SimulateAsync(new SimulationSettings(users, Merged: true, Alone: true));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public void Users_say_what_the_model_knows()
    {
        Vocabulary vocabulary = Vocabulary.Read(Path.Combine(AppContext.BaseDirectory, Vocabulary.WordsPath));

        Assert.All(Enumerable.Range(0, 100).SelectMany(static seed => Lines(new Talk(new Random(seed)))), line =>
            Assert.DoesNotContain(vocabulary.Unknown, vocabulary.Encode(line.Text)));

        static IEnumerable<Line> Lines(Talk talk) => Enumerable.Range(0, 20).Select(_ => talk.Next());
    }

    [Fact]
    public async Task Statistics_are_served()
    {
        await using ChatServer server = await ChatServer.StartAsync();
        await StatisticsAsync(server, static _ => true);

        StatisticsSnapshot served = await server.GetStatisticsAsync();

        Assert.InRange(served.Number, 1, server.Statistics.Number);
        Assert.Equal(server.Ai.Models.GetInfo(ModelKeys.Alone).Batching, new BatchingInfo(served.Models[1].IsMerged, served.Models[1].Reason));
    }

    private static async Task<StatisticsSnapshot> StatisticsAsync(ChatServer server, Func<StatisticsSnapshot, bool> isAwaited)
    {
        StatisticsSnapshot latest = server.Statistics;
        await Eventually.HoldsAsync(() => (latest = server.Statistics).Number > 0 && isAwaited(latest), "the statistics show it");
        return latest;
    }
}
