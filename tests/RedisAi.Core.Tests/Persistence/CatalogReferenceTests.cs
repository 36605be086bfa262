using System.Globalization;
using Xunit;
using static RedisAi.Tests.Persistence.CatalogLife;

namespace RedisAi.Tests.Persistence;

/// <summary>Random changes of models over several lives of an engine, with writes that fail: what an engine without a storage would have is what comes back.</summary>
public class CatalogReferenceTests
{
    private static readonly string[] s_keys = ["a", "b", "c"];

    [Fact]
    public async Task Whatever_is_done_and_whatever_fails_the_next_life_has_what_was_acknowledged()
    {
        int first = int.TryParse(Environment.GetEnvironmentVariable("DURABLE_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : 1;
        for (int seed = first; seed < first + 25; seed++)
        {
            await RunAsync(seed);
        }
    }

    private static async Task RunAsync(int seed)
    {
        Random random = new(seed);

        // The same changes without a storage, but for those that were not acknowledged.
        await using CatalogLife reference = new(new FakeStorage());
        CatalogLife life = new(new FakeStorage(), (Durability)random.Next(3));
        for (int lives = 0; lives < 4; lives++)
        {
            for (int step = 0; step < 25; step++)
            {
                life.Storage.Failure = random.Next(4) == 0 ? new IOException("the disk is full") : null;
                Func<RedisAiEngine, Task> change = ChangeOf(random, seed, step);
                if (await TryAsync(life.Ai, change))
                {
                    await TryAsync(reference.Ai, change);
                }
            }

            life.Storage.Failure = null;
            Compare(reference, life, $"seed {seed}, life {lives}, at its end");
            bool restores = random.Next(3) > 0;
            life = await life.EndAndBeginAsync(restores);
            if (!restores)
            {
                // Something is changed before the others come back.
                string key = s_keys[random.Next(s_keys.Length)];
                Func<RedisAiEngine, Task> change = random.Next(2) == 0
                    ? engine => engine.Models.StoreAsync(key, Model("early"), new ModelOptions())
                    : engine => engine.Models.DeleteAsync(key);
                await change(life.Ai);
                await change(reference.Ai);
                Assert.Empty(await life.Ai.RestoreAsync());
            }

            Compare(reference, life, $"seed {seed}, life {lives + 1}, at its start");
        }

        await life.DisposeAsync();
    }

    private static Func<RedisAiEngine, Task> ChangeOf(Random random, int seed, int step)
    {
        string key = s_keys[random.Next(s_keys.Length)];
        string text = $"{seed}-{step}";
        double share = random.Next(1, 5) / 10.0;
        int pick = random.Next();
        CandidateTraffic traffic = random.Next(4) == 0 ? CandidateTraffic.Shadows(share) : CandidateTraffic.Answers(share);
        return random.Next(12) switch
        {
            < 3 => engine => engine.Models.StoreAsync(key, Model(text), new ModelOptions { Tag = text }),
            < 7 => engine => engine.Models.StoreCandidateAsync(key, Model(text), traffic, new ModelOptions { Tag = text }),
            7 => engine => engine.Models.SetTrafficAsync(key, CandidateOf(engine, key, pick), traffic),
            8 or 9 => engine => engine.Models.PromoteAsync(key, CandidateOf(engine, key, pick)),
            10 => engine => engine.Models.RollBackAsync(key),
            _ => engine => engine.Models.DeleteAsync(key),
        };
    }

    private static int CandidateOf(RedisAiEngine engine, string key, int pick)
    {
        int[] candidates = [.. engine.Models.ListVersions(key).Where(static version => version.Role is VersionRole.Candidate or VersionRole.Shadow).Select(static version => version.Version)];
        return candidates.Length == 0 ? 0 : candidates[pick % candidates.Length];
    }

    /// <summary>Says whether a change was acknowledged; one that makes no sense is not.</summary>
    private static async Task<bool> TryAsync(RedisAiEngine engine, Func<RedisAiEngine, Task> change)
    {
        try
        {
            await change(engine);
            return true;
        }
        catch (Exception error) when (error is DurableStorageException or ArgumentException or ModelNotFoundException)
        {
            return false;
        }
    }

    private static void Compare(CatalogLife reference, CatalogLife life, string when)
    {
        foreach (string key in s_keys)
        {
            Assert.Equal($"{when}: {Describe(reference, key)}", $"{when}: {Describe(life, key)}");
        }
    }

    private static string Describe(CatalogLife life, string key) => life.Ai.Models.TryGet(key, out _)
        ? string.Join(", ", life.Ai.Models.ListVersions(key).Select(static version => $"{version.Version} {version.Role} {version.Share:F2} {version.Tag}"))
        : "none";
}
