using RedisAi.Tensors.Memory;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Store;

/// <summary>Real threads on few keys; each tensor says in every element which key and write it is of, so that a mixed read shows.</summary>
public sealed class StoreStressTests
{
    private const int Keys = 6;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(1.5);

    [Fact]
    public void Readers_never_see_another_keys_or_a_torn_tensor()
    {
        using StoreUnderTest test = new();
        long reads = 0;

        Threads.RunFor(s_duration, readers: 3, writers: 3, Read, random => Write(test.Store, random));

        Assert.True(reads > 1000, $"Only {reads} reads.");
        AssertCountsAreExact(test.Store);

        void Read(Random random)
        {
            if (ReadAndCheck(test.Store, random.Next(Keys)))
            {
                Interlocked.Increment(ref reads);
            }
        }
    }

    [Fact]
    public void Readers_are_right_while_the_table_grows_and_shrinks()
    {
        using StoreUnderTest test = new();

        Threads.RunFor(s_duration, readers: 2, writers: 2, random => ReadAndCheck(test.Store, random.Next(2_000)), GrowOrShrink);

        AssertCountsAreExact(test.Store);

        void GrowOrShrink(Random random)
        {
            int first = random.Next(2_000);
            bool add = random.Next(2) == 0;
            for (int key = first; key < Math.Min(first + 200, 2_000); key++)
            {
                if (add)
                {
                    using AiTensor tensor = Create(key, random.Next(1_000));
                    test.Store.Set(Name(key), tensor);
                }
                else
                {
                    test.Store.Remove(Name(key));
                }
            }
        }
    }

    [Fact]
    public void Evicting_store_is_within_its_budget_once_all_threads_have_ended()
    {
        using StoreUnderTest test = new(maxBytes: 4_000, TensorEviction.LeastRecentlyUsed);

        Threads.RunFor(s_duration, readers: 2, writers: 3, random => ReadAndCheck(test.Store, random.Next(Keys)), random => Write(test.Store, random));

        AssertCountsAreExact(test.Store, maxBytes: 4_000);
    }

    [Fact]
    public void Full_store_refuses_or_writes_but_never_half()
    {
        using StoreUnderTest test = new(maxBytes: 4_000);

        Threads.RunFor(
            s_duration,
            readers: 2,
            writers: 3,
            random => ReadAndCheck(test.Store, random.Next(Keys)),
            random =>
            {
                try
                {
                    Write(test.Store, random);
                }
                catch (TensorStoreFullException)
                {
                }
            });

        AssertCountsAreExact(test.Store);
    }

    [Fact]
    public void Refusing_store_is_within_its_budget_whenever_nobody_writes()
    {
        const int MaxBytes = 100;
        for (int round = 0; round < 5_000; round++)
        {
            using StoreUnderTest test = new(MaxBytes);
            test.Put("replaced", 60);

            // One thread counts on the bytes of what it replaces, another takes them away, and a third one uses them.
            Parallel.Invoke(
                () => Record.Exception(() => test.Put("replaced", 100)),
                () => test.Store.Remove("replaced"),
                () => Record.Exception(() => test.Put("other", 40)),
                () => Record.Exception(() => test.Put("other", 100)));

            Assert.InRange(test.Store.ByteLength, 0, MaxBytes);
        }
    }

    [Fact]
    public void Readers_and_the_sweep_meet_expiring_entries()
    {
        using StoreUnderTest test = new();

        Threads.RunFor(
            s_duration,
            readers: 2,
            writers: 2,
            random =>
            {
                ReadAndCheck(test.Store, random.Next(Keys));
                test.Time.Advance(TimeSpan.FromMilliseconds(random.Next(3)));
            },
            random =>
            {
                int key = random.Next(Keys);
                using AiTensor tensor = Create(key, random.Next(1_000));
                test.Store.Set(Name(key), tensor, TimeSpan.FromMilliseconds(random.Next(1, 20)));
            });

        AssertCountsAreExact(test.Store);
        test.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((0, 0), (test.Store.Count, test.Store.ByteLength));
    }

    private static void Write(ITensorStore store, Random random)
    {
        int key = random.Next(Keys);
        switch (random.Next(8))
        {
            case 0:
                store.Remove(Name(key));
                break;
            case 1:
                using (AiTensor one = Create(key, random.Next(1_000)))
                using (AiTensor two = Create((key + 1) % Keys, random.Next(1_000)))
                {
                    store.SetAll([new(Name(key), one), new(Name((key + 1) % Keys), two)]);
                }

                break;
            case 2:
                store.Update(Name(key), present =>
                {
                    if (present is not null)
                    {
                        Check(key, present);
                    }

                    return Create(key, random.Next(1_000));
                });
                break;
            default:
                using (AiTensor tensor = Create(key, random.Next(1_000)))
                {
                    store.Set(Name(key), tensor);
                }

                break;
        }
    }

    private static bool ReadAndCheck(ITensorStore store, int key)
    {
        using AiTensor? found = store.Get(Name(key));
        if (found is not null)
        {
            Check(key, found);
        }

        return found is not null;
    }

    private static void Check(int key, AiTensor tensor)
    {
        ReadOnlySpan<long> elements = tensor.AsSpan<long>();
        long first = elements[0];
        Assert.True(first / 1_000_000 == key, $"Key {key} shows an element of key {first / 1_000_000}.");
        Assert.True(elements.Length == LengthOf((int)(first % 1_000_000)), $"Key {key} shows {elements.Length} elements of write {first % 1_000_000}.");
        Assert.True(elements.IndexOfAnyExcept(first) < 0, $"Key {key} shows elements of two writes.");
    }

    private static AiTensor Create(int key, int write) => AiTensor.Create<long, long>(
        [LengthOf(write)], (key * 1_000_000L) + write, static (span, value) => span.Fill(value));

    /// <summary>Lengths of several size classes, and of one, so that buffers change hands.</summary>
    private static int LengthOf(int write) => 1 + (write % 3 * 60) + (write % 7);

    private static string Name(int key) => $"key:{key}";

    private static void AssertCountsAreExact(ITensorStore store, long maxBytes = long.MaxValue)
    {
        HashSet<TensorBuffer> buffers = [];
        string[] keys = [.. store.Keys()];
        foreach (string key in keys)
        {
            using AiTensor? tensor = store.Get(key);
            buffers.Add(tensor!.Borrow().Buffer);
        }

        Assert.Equal(keys.Length, store.Count);
        Assert.Equal(buffers.Sum(static buffer => buffer.ChargedBytes), store.ByteLength);
        Assert.InRange(store.ByteLength, 0, maxBytes);
        Array.ForEach(keys, key => Assert.True(store.Remove(key)));
        Assert.Equal((0, 0), (store.Count, store.ByteLength));
    }
}
