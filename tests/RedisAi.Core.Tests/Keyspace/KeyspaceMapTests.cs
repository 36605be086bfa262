using RedisAi.Keyspace;
using Xunit;

namespace RedisAi.Tests.Keyspace;

public sealed class KeyspaceMapTests
{
    private const ulong End = KeyspaceMap<int, int>.EndOfWalk;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_done_it_has_what_a_list_of_pairs_has(int seed)
    {
        Random random = new(seed);
        KeyspaceMap<string, int> map = new();
        List<KeyValuePair<string, int>> expected = [];
        for (int i = 0; i < 20_000; i++)
        {
            // Few and many keys by turns, so that it grows and shrinks.
            string key = $"{random.Next(i % 8000 < 4000 ? 500 : 5)}";
            int place = expected.FindIndex(pair => pair.Key == key);
            if (random.Next(2) == 0)
            {
                Assert.Equal(place >= 0, map.Remove(key));
                if (place >= 0)
                {
                    expected.RemoveAt(place);
                }
            }
            else if (place >= 0)
            {
                Assert.True(map.TryReplace(key, i));
                expected[place] = new(key, i);
            }
            else
            {
                Assert.False(map.TryReplace(key, i));
                map.Add(key, i);
                expected.Add(new(key, i));
            }

            Assert.Equal(expected.Count, map.Count);
            if (i % 100 == 0)
            {
                Assert.Equal(expected, map.Entries);
                Assert.All(expected, pair => Assert.True(map.TryGetValue(pair.Key, out int value) && value == pair.Value));
            }
        }
    }

    [Fact]
    public void Entries_that_go_are_gone_and_the_others_keep_their_order()
    {
        KeyspaceMap<int, int> map = Numbers(1000);

        map.RemoveWhere(static value => value % 100 != 7);

        Assert.Equal(Enumerable.Range(0, 10).Select(static i => (100 * i) + 7), map.Entries.Select(static entry => entry.Key));
        Assert.False(map.Contains(8));
        Assert.True(map.Contains(907));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Walk_finds_what_stays_exactly_once_while_others_come_and_go(int seed)
    {
        Random random = new(seed);
        KeyspaceMap<ByteString, int> map = new();
        HashSet<int> stay = [.. Enumerable.Range(0, 300)];
        foreach (int i in stay)
        {
            map.Add(Key(i), i);
        }

        int next = stay.Count;
        HashSet<int> guests = [];
        List<int> found = [];
        int steps = 0;
        for (ulong cursor = 0; cursor != End; steps++)
        {
            List<KeyValuePair<ByteString, int>> step = [];
            cursor = map.Walk(cursor, End, 7, step);
            found.AddRange(step.Select(static entry => entry.Value));

            // Grows to many times its size, then shrinks again.
            if (steps % 20 < 10)
            {
                for (int i = 0; i < 400; i++)
                {
                    map.Add(Key(next), next);
                    guests.Add(next++);
                }
            }
            else
            {
                foreach (int guest in guests.Where(_ => random.Next(2) == 0).ToArray())
                {
                    map.Remove(Key(guest));
                    guests.Remove(guest);
                }
            }
        }

        Assert.True(steps > 20, $"There were {steps} steps.");
        Assert.Equal(stay.Order(), found.Where(stay.Contains).Order());
        Assert.Equal(found.Distinct().Count(), found.Count);
    }

    [Fact]
    public void Steps_of_a_walk_are_about_as_long_as_asked_for()
    {
        KeyspaceMap<ByteString, int> map = new();
        for (int i = 0; i < 10_000; i++)
        {
            map.Add(Key(i), i);
        }

        List<KeyValuePair<ByteString, int>> step = [];
        map.Walk(0, End, 100, step);

        Assert.InRange(step.Count, 100, 130);
    }

    [Fact]
    public void Walk_that_is_told_where_to_end_ends_there()
    {
        KeyspaceMap<ByteString, int> map = new();
        for (int i = 0; i < 1000; i++)
        {
            map.Add(Key(i), i);
        }

        ulong middle = (1UL << 31) + 12345;
        List<KeyValuePair<ByteString, int>> first = [];
        List<KeyValuePair<ByteString, int>> second = [];

        Assert.Equal(middle, map.Walk(0, middle, long.MaxValue, first));
        Assert.Equal(End, map.Walk(middle, End, long.MaxValue, second));
        Assert.Equal(End, map.Walk(End, End, long.MaxValue, second));
        Assert.All(first, entry => Assert.True(KeyspaceMap<ByteString, int>.HashOf(entry.Key) < middle));
        Assert.Equal(1000, first.Count + second.Count);
    }

    [Fact]
    public void Entries_by_chance_are_equally_likely_also_where_many_were_removed()
    {
        KeyspaceMap<int, int> map = Numbers(40);
        map.RemoveWhere(static value => value % 4 != 0);
        int[] counts = new int[40];
        Random random = new(5);

        for (int i = 0; i < 10_000; i++)
        {
            counts[map.Random(random).Key]++;
        }

        Assert.All(Enumerable.Range(0, 40), i => Assert.InRange(counts[i], i % 4 == 0 ? 850 : 0, i % 4 == 0 ? 1150 : 0));
    }

    private static ByteString Key(int number) => new(BitConverter.GetBytes(number));

    private static KeyspaceMap<int, int> Numbers(int count)
    {
        KeyspaceMap<int, int> map = new();
        for (int i = 0; i < count; i++)
        {
            map.Add(i, i);
        }

        return map;
    }
}
