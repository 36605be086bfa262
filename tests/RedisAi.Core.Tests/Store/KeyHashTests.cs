using RedisAi.Store;
using RedisAi.Tensors;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Store;

public sealed class KeyHashTests
{
    [Fact]
    public void No_block_known_beforehand_makes_all_keys_hash_alike()
    {
        // Eight bytes that cancel a constant factor would leave nothing of what stands before them.
        string cancelling = new([(char)0x642F, (char)0x78BD, (char)0x1D64, (char)0xA076]);

        int different = Enumerable.Range(0, 1000).Select(number => KeyHash.Of($"{number:d4}{cancelling}")).Distinct().Count();

        Assert.True(different > 990, $"{different} of 1,000 keys have a hash of their own.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(13)]
    public void Keys_that_differ_in_any_one_bit_hash_differently(int length)
    {
        HashSet<int> hashes = [KeyHash.Of(new string('a', length))];

        for (int place = 0; place < length; place++)
        {
            // Of all lengths together two would meet by chance once in 100,000 processes.
            for (int bit = 0; bit < 16; bit++)
            {
                char[] key = [.. new string('a', length)];
                key[place] ^= (char)(1 << bit);
                Assert.True(hashes.Add(KeyHash.Of(key)), $"Bit {bit} of character {place} of {length} makes no difference.");
            }
        }
    }

    [Fact]
    public void Last_characters_do_not_cancel_each_other()
    {
        int different = 0;
        HashSet<int> hashes = [];
        foreach (char first in Enumerable.Range('a', 26).Select(static c => (char)c))
        {
            foreach (char fifth in Enumerable.Range('a', 26).Select(static c => (char)c))
            {
                different += hashes.Add(KeyHash.Of($"{first}xyz{fifth}")) ? 1 : 0;
            }
        }

        // A few of 676 may meet by chance once in thousands of processes; cancelling characters would leave 51.
        Assert.True(different > 670, $"{different} of 676 keys have a hash of their own.");
    }

    [Fact]
    public void Keys_that_share_a_hash_are_all_found()
    {
        const int Keys = 300;
        StoreShard shard = new(new StoreClock(new ManualTimeProvider()), evicts: false);
        for (int i = 0; i < Keys; i++)
        {
            using AiTensor tensor = AiTensor.Scalar(i);
            shard.Set($"key {i}", hash: 7, tensor.Lease(), expiresAt: 0, expectedVersion: null, out _);
        }

        for (int i = 0; i < Keys; i++)
        {
            using AiTensor? found = shard.Get($"key {i}", hash: 7, out _);
            Assert.Equal(i, found?.AsSpan<int>()[0]);
        }

        List<TensorValue> removed = [];
        shard.Sweep(removed, everything: true);
        removed.ForEach(static value => value.Release());
    }
}
