using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.StreamHost;
using RedisAi.Testing;
using RedisAi.Testing.Redis;
using StackExchange.Redis;

namespace RedisAi.Store.Redis.Tests.Streams;

public class StreamClusterTests
{
    private const int Messages = 200;

    [Fact]
    public async Task On_a_cluster_streams_with_a_hash_tag_have_their_sessions_in_their_slot()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisCluster cluster = await RedisCluster.StartAsync();
        RecordedLog log = new();
        using IHost host = CreateHost(cluster, log, "{orders}:in", "{orders}:out");
        await host.StartAsync(TestContext.Current.CancellationToken);
        await using ConnectionMultiplexer multiplexer = await ConnectionMultiplexer.ConnectAsync(cluster.Configuration);
        IDatabase database = multiplexer.GetDatabase();
        for (int i = 0; i < Messages; i++)
        {
            await database.StreamAddAsync("{orders}:in", [new NameValueEntry("session", $"s{i % 4}"), new NameValueEntry("x", BitConverter.GetBytes(1L))]);
        }

        await Eventually.HoldsAsync(() => database.StreamLength("{orders}:out") == Messages, "an output of each message");

        for (int session = 0; session < 4; session++)
        {
            Assert.Equal(Messages / 4, Value(await database.StringGetAsync($"ai:{{orders}}:s{session}/sum/count")));
        }

        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task On_a_cluster_streams_without_a_common_hash_tag_are_told_of_and_not_read()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisCluster cluster = await RedisCluster.StartAsync();
        RecordedLog log = new();
        using IHost host = CreateHost(cluster, log, "plain-in", "plain-out");
        await host.StartAsync(TestContext.Current.CancellationToken);

        await Eventually.HoldsAsync(() => log.Entries.Any(static entry => entry.Id.Id == 706), "a warning");

        Assert.Contains("'plain-in', 'plain-out' and 'plain-in:dead' are not.", log.Entries.First(static entry => entry.Id.Id == 706).Exception!.Message, StringComparison.Ordinal);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static IHost CreateHost(RedisCluster cluster, RecordedLog log, string input, string output)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<ILoggerFactory>(log);
        builder.Services.AddRedisAi().AddRedisStore(cluster.Configuration).AddSumModel().AddStreamWorker(input, output, SumModel.Key);
        return builder.Build();
    }

    private static long Value(RedisValue value)
    {
        using AiTensor tensor = new StreamField("", (byte[]?)value).ToTensor();
        return tensor.AsSpan<long>()[0];
    }
}
