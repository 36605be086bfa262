using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Models;

/// <summary>Several processes that change the same models at once.</summary>
public sealed class SharedStressTests
{
    private const int Processes = 3;
    private const int Steps = 25;

    private static readonly string[] s_keys = ["m", "n"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Whatever_several_processes_do_at_once_they_end_with_the_same(int seed)
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        SharedLife[] lives = await Task.WhenAll(Enumerable.Range(0, Processes).Select(process => SharedLife.StartAsync(server.Configuration, $"p:{process}")));
        try
        {
            int[] done = await Task.WhenAll(lives.Select((life, process) => Task.Run(() => ChangeAsync(life, new Random((100 * seed) + process), 1000 * process))));

            Assert.True(done.Sum() > Steps, $"seed {seed}: {string.Join(' ', done)} steps were made.");
            foreach (string key in s_keys)
            {
                Rollout? rollout = await lives[0].Store.Models.GetRolloutAsync(key, cancellationToken: TestContext.Current.CancellationToken);
                await SameAsync(lives, key);
                Assert.Equal(rollout is null, lives[0].VersionsOf(key) == "none");
                Assert.True(rollout is null or { IsTurned: true }, $"seed {seed}: {rollout}");
            }

            await using SharedLife late = await SharedLife.StartAsync(server.Configuration, "late:1");
            Assert.All(s_keys, key => Assert.Equal(lives[0].AnswersOf(key), late.AnswersOf(key)));
        }
        finally
        {
            foreach (SharedLife life in lives)
            {
                await life.DisposeAsync();
            }
        }
    }

    private static Task SameAsync(SharedLife[] lives, string key) => Eventually.HoldsAsync(
        () => lives.Select(life => life.AnswersOf(key)).Distinct().Count() == 1,
        $"'{key}' is the same everywhere: {string.Join("; ", lives.Select(life => life.AnswersOf(key)))}");

    private static async Task<int> ChangeAsync(SharedLife life, Random random, int first)
    {
        int done = 0;
        for (int step = 1; step <= Steps; step++)
        {
            string key = s_keys[random.Next(s_keys.Length)];
            try
            {
                await ChangeAsync(life.Ai.Models, key, random, first + step);
                done++;
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException or ModelNotFoundException or SharedStoreException)
            {
                // There is no such candidate, or somebody has removed the model meanwhile.
            }
        }

        return done;
    }

    private static Task ChangeAsync(IModelRegistry models, string key, Random random, int number)
    {
        int version = models.TryGet(key, out _) ? models.ListVersions(key)[0].Version : 0;
        return random.Next(10) switch
        {
            0 or 1 or 2 => models.StoreAsync(key, TextBackend.Model(number)),
            3 or 4 or 5 => models.StoreCandidateAsync(key, TextBackend.Model(number), CandidateTraffic.Answers(0.3)),
            6 or 7 => models.PromoteAsync(key, version),
            8 => models.RollBackAsync(key),
            _ => models.DeleteAsync(key),
        };
    }
}
