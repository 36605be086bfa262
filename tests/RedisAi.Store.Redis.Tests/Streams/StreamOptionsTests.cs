using Microsoft.Extensions.DependencyInjection;

namespace RedisAi.Store.Redis.Tests.Streams;

public class StreamOptionsTests
{
    [Fact]
    public void Settings_that_make_no_sense_are_refused_at_the_call_with_their_names()
    {
        (Action<StreamWorkerOptions> Set, string Name)[] wrong =
        [
            (static options => options.Group = "", "Group"),
            (static options => options.Consumer = "", "Consumer"),
            (static options => options.MaxInFlight = 0, "MaxInFlight is 0"),
            (static options => options.BatchSize = 1001, "BatchSize is 1001"),
            (static options => options.SessionBatchSize = 0, "SessionBatchSize is 0"),
            (static options => options.MaxFailures = 0, "MaxFailures is 0"),
            (static options => options.MaxLength = 0, "MaxLength is 0"),
            (static options => options.ClaimAfter = TimeSpan.FromMilliseconds(99), "ClaimAfter is 00:00:00.0990000"),
            (static options => options.Timeout = TimeSpan.Zero, "Timeout is 00:00:00"),
            (static options => options.RetryDelay = TimeSpan.Zero, "RetryDelay"),
            (static options => options.PollInterval = TimeSpan.FromMilliseconds(-1), "PollInterval"),
            (static options => options.PositionTimeToLive = TimeSpan.Zero, "PositionTimeToLive"),
            (static options => options.DeadLetterStream = "in", "different names"),
        ];
        foreach ((Action<StreamWorkerOptions> set, string name) in wrong)
        {
            ArgumentException error = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddRedisAi().AddStreamWorker("in", "out", "model", set));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }

        Assert.Contains("different names", Assert.Throws<ArgumentException>(static () => new ServiceCollection().AddRedisAi().AddStreamWorker("in", "in", "model")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_without_a_store_in_Redis_says_what_is_missing()
    {
        ServiceCollection services = new();
        services.AddRedisAi().AddStreamWorker("in", "out", "model");
        await using ServiceProvider provider = services.BuildServiceProvider();

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => provider.GetRequiredService<StreamWorkers>().StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("A worker on the stream 'in' needs a store in Redis: call AddRedisStore beside AddStreamWorker.", error.Message);
    }
}
