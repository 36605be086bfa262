using RedisAi.Tensors.Memory;
using Xunit;

namespace RedisAi.Tests.Store;

/// <summary>Random operations on a store and on a dictionary that says what must come of them.</summary>
public sealed class StoreModelTests
{
    private static readonly string[] s_keys = [.. Enumerable.Range(0, 12).Select(static i => $"key:{i}")];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Unlimited_store_does_what_a_dictionary_does(int seed) => Run(seed, maxBytes: null, TensorEviction.Reject);

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public void Store_with_a_budget_refuses_exactly_what_does_not_fit(int seed) => Run(seed, maxBytes: 3_000, TensorEviction.Reject);

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(25)]
    public void Evicting_store_is_never_over_its_budget_and_counts_what_is_left(int seed)
    {
        const long MaxBytes = 3_000;
        using StoreUnderTest test = new(MaxBytes, TensorEviction.LeastRecentlyUsed, seed);
        Random random = new(seed);
        List<AiTensor> pool = [.. Enumerable.Range(0, 10).Select(i => StoreUnderTest.Bytes(random.Next(1, 1_500), (byte)i))];
        for (int step = 0; step < 3_000; step++)
        {
            AiTensor tensor = pool[random.Next(pool.Count)];
            string key = s_keys[random.Next(s_keys.Length)];
            string otherKey = s_keys[random.Next(s_keys.Length)];
            int operation = random.Next(10);
            TimeSpan? timeToLive = random.Next(4) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 50)) : null;
            try
            {
                switch (operation)
                {
                    case < 5:
                        test.Store.Set(key, tensor, timeToLive);
                        Assert.True(test.Store.Contains(key), $"Seed {seed}, step {step}: '{key}' was just written.");
                        break;
                    case 5:
                        test.Store.SetAll([new(key, tensor), new(otherKey, pool[random.Next(pool.Count)])], timeToLive);
                        Assert.True(test.Store.Contains(key) && test.Store.Contains(otherKey), $"Seed {seed}, step {step}: both were just written.");
                        break;
                    case 6:
                        test.Store.Remove(key);
                        break;
                    case 7:
                        test.First(key);
                        break;
                    case 8:
                        pool[random.Next(pool.Count)].Dispose();
                        pool.RemoveAll(static one => IsDisposed(one));
                        pool.Add(StoreUnderTest.Bytes(random.Next(1, 1_500), (byte)step));
                        break;
                    default:
                        test.Time.Advance(TimeSpan.FromMilliseconds(random.Next(20)));
                        break;
                }
            }
            catch (TensorStoreFullException) when (operation == 5)
            {
                // Two that do not fit together.
            }

            long bytes = Buffers(test.Store).Sum(static buffer => buffer.ChargedBytes);
            Assert.True(test.Store.ByteLength == bytes, $"Seed {seed}, step {step}: ByteLength is {test.Store.ByteLength}, the buffers take {bytes}.");
            Assert.True(bytes <= MaxBytes, $"Seed {seed}, step {step}: {bytes} bytes are over the budget.");
            Assert.Equal(test.Store.Keys().Count(), test.Store.Count);
        }

        pool.ForEach(static tensor => tensor.Dispose());
    }

    private static void Run(int seed, long? maxBytes, TensorEviction eviction)
    {
        using StoreUnderTest test = new(maxBytes, eviction, seed);
        Random random = new(seed);
        ReferenceStore reference = new(test.Time, maxBytes);
        List<AiTensor> pool = [.. Enumerable.Range(0, 10).Select(i => StoreUnderTest.Bytes(random.Next(1, 1_500), (byte)i))];
        for (int step = 0; step < 3_000; step++)
        {
            string at = $"Seed {seed}, step {step}";
            AiTensor tensor = pool[random.Next(pool.Count)];
            string key = s_keys[random.Next(s_keys.Length)];
            TimeSpan? timeToLive = random.Next(3) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 50)) : null;
            switch (random.Next(9))
            {
                case < 3:
                    Compare(at, reference.TrySet([new(key, tensor)], timeToLive), () => test.Store.Set(key, tensor, timeToLive));
                    break;
                case 3:
                    KeyValuePair<string, AiTensor>[] entries =
                        [new(key, tensor), new(s_keys[random.Next(s_keys.Length)], pool[random.Next(pool.Count)]), new(s_keys[random.Next(s_keys.Length)], tensor)];
                    CompareAll(at, reference, entries, timeToLive, () => test.Store.SetAll(entries, timeToLive));
                    break;
                case 4:
                    Assert.True(reference.Remove(key) == test.Store.Remove(key), at);
                    break;
                case 5:
                    Assert.True(reference.SetTimeToLive(key, timeToLive) == test.Store.SetTimeToLive(key, timeToLive), at);
                    break;
                case 6:
                    Update(at, test.Store, reference, key, tensor, random.Next(2) == 0);
                    break;
                case 7:
                    tensor.Dispose();
                    pool.Remove(tensor);
                    pool.Add(StoreUnderTest.Bytes(random.Next(1, 1_500), (byte)step));
                    break;
                default:
                    test.Time.Advance(TimeSpan.FromMilliseconds(random.Next(20)));
                    break;
            }

            AssertSame(at, reference, test.Store);
        }

        pool.ForEach(static tensor => tensor.Dispose());
    }

    private static void Update(string at, ITensorStore store, ReferenceStore reference, string key, AiTensor tensor, bool stale)
    {
        using AiTensor? present = store.Get(key, out long version);
        if (stale)
        {
            Assert.False(store.TryUpdate(key, tensor, version + 1), at);
            return;
        }

        bool fits = reference.TrySet([new(key, tensor)], null);
        Compare(at, fits, () => Assert.True(store.TryUpdate(key, tensor, version), at));
    }

    private static void Compare(string at, bool fits, Action write)
    {
        Exception? error = Record.Exception(write);
        Assert.True(fits ? error is null : error is TensorStoreFullException, $"{at}: {(fits ? "it fits" : "it does not fit")}, but {error?.Message ?? "it was stored"}");
    }

    /// <summary>Several writes may also be refused when memory that keys share would be freed by all of them together: room is counted key by key.</summary>
    private static void CompareAll(string at, ReferenceStore reference, KeyValuePair<string, AiTensor>[] entries, TimeSpan? timeToLive, Action write)
    {
        Exception? error = Record.Exception(write);
        if (error is TensorStoreFullException)
        {
            Assert.False(reference.FitsKeyByKey(entries), $"{at}: it fits, but {error.Message}");
            return;
        }

        Assert.Null(error);
        Assert.True(reference.TrySet(entries, timeToLive), $"{at}: it does not fit, but it was stored.");
    }

    private static void AssertSame(string at, ReferenceStore reference, ITensorStore store)
    {
        Assert.True(reference.Count == store.Count, $"{at}: {store.Count} keys, {reference.Count} expected.");
        Assert.True(reference.ByteLength == store.ByteLength, $"{at}: {store.ByteLength} bytes, {reference.ByteLength} expected.");
        foreach (string key in s_keys)
        {
            using AiTensor? found = store.Get(key, out long version);
            Assert.True(reference.First(key) == found?.AsSpan<byte>()[0], $"{at}: '{key}' holds another tensor.");
            Assert.True(reference.Contains(key) == store.Contains(key), at);
            Assert.True((found is null) == (version == 0), at);
            Assert.True(reference.GetTimeToLive(key) == store.GetTimeToLive(key), $"{at}: '{key}' has {store.GetTimeToLive(key)} left, {reference.GetTimeToLive(key)} expected.");
        }
    }

    private static List<TensorBuffer> Buffers(ITensorStore store)
    {
        HashSet<TensorBuffer> buffers = [];
        foreach (string key in store.Keys())
        {
            using AiTensor? tensor = store.Get(key);
            buffers.Add(tensor!.Borrow().Buffer);
        }

        return [.. buffers];
    }

    private static bool IsDisposed(AiTensor tensor) => Record.Exception(() => tensor.Borrow()) is not null;
}
