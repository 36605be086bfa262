using System.Globalization;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Persistence;

public class DurableReferenceTests
{
    [Fact]
    public void Whatever_is_done_and_whatever_fails_the_next_process_finds_what_there_was()
    {
        int first = int.TryParse(Environment.GetEnvironmentVariable("DURABLE_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : 1;
        for (int seed = first; seed < first + 30; seed++)
        {
            Run(seed);
        }
    }

    private static void Run(int seed)
    {
        Random random = new(seed);
        ManualTimeProvider time = new();
        FakeStorage storage = new();
        Dictionary<string, (float First, DateTimeOffset? ExpiresAt)> expected = [];
        for (int life = 0; life < 4; life++)
        {
            Durability mode = (Durability)random.Next(2);
            using DurableStore durable = new(storage, mode, maxBytes: random.Next(2) == 0 ? null : 2000, time: time, seed: seed);
            Compare(durable, expected, time, $"seed {seed}, life {life}, opened");
            for (int step = 0; step < 150; step++)
            {
                Step(durable, expected, random, time);
            }

            storage.Failure = null;
            Compare(durable, expected, time, $"seed {seed}, life {life}, closing");
            durable.Dispose();
            storage = storage.Reopened();
        }
    }

    private static void Step(DurableStore durable, Dictionary<string, (float First, DateTimeOffset? ExpiresAt)> expected, Random random, ManualTimeProvider time)
    {
        string key = $"{random.Next(12)}";
        TimeSpan? timeToLive = random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(1, 20)) : null;
        DateTimeOffset? expiresAt = time.GetUtcNow() + timeToLive;
        bool isThere = expected.TryGetValue(key, out (float First, DateTimeOffset? ExpiresAt) present) && !(present.ExpiresAt <= time.GetUtcNow());
        switch (random.Next(10))
        {
            case < 5:
                float[] numbers = new float[random.Next(1, 60)];
                numbers[0] = random.Next();
                try
                {
                    durable.Put(key, timeToLive, numbers);
                }
                catch (DurableStorageException)
                {
                    // Memory is full of what could not be written.
                    break;
                }

                expected[key] = (numbers[0], expiresAt);
                break;
            case 5:
                Assert.Equal(isThere, durable.Store.Remove(key));
                expected.Remove(key);
                break;
            case 6:
                Assert.Equal(isThere, durable.Store.SetTimeToLive(key, timeToLive));
                if (isThere)
                {
                    expected[key] = (present.First, expiresAt);
                }

                break;
            case 7:
                time.Advance(TimeSpan.FromMilliseconds(random.Next(3000)));
                break;
            case 8:
                durable.Storage.Failure = random.Next(3) == 0 ? new IOException("provoked") : null;
                break;
            default:
                IReadOnlyList<float>? found = durable.Numbers(key);
                Assert.Equal(isThere ? present.First : null, found?[0]);
                break;
        }
    }

    private static void Compare(DurableStore durable, Dictionary<string, (float First, DateTimeOffset? ExpiresAt)> expected, ManualTimeProvider time, string when)
    {
        for (int i = 0; i < 12; i++)
        {
            string key = $"{i}";
            bool isThere = expected.TryGetValue(key, out (float First, DateTimeOffset? ExpiresAt) present) && !(present.ExpiresAt <= time.GetUtcNow());
            float? found = durable.Numbers(key)?[0];
            Assert.True(found == (isThere ? present.First : null), $"{when}: key {key} has {found}, not {(isThere ? present.First : null)}.");
            TimeSpan? left = isThere ? present.ExpiresAt - time.GetUtcNow() : null;
            Assert.True((durable.Store.GetTimeToLive(key) - left)?.Duration() < TimeSpan.FromMilliseconds(2) || (left is null && durable.Store.GetTimeToLive(key) is null), $"{when}: key {key} has {durable.Store.GetTimeToLive(key)} left, not {left}.");
        }
    }
}
