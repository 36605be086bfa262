using RedisAi.Keyspace;
using Xunit;

namespace RedisAi.Tests.Keyspace;

public sealed class KeyspaceListTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_done_it_has_what_a_plain_list_has(int seed)
    {
        Random random = new(seed);
        KeyspaceList list = new();
        List<byte> expected = [];
        for (int i = 0; i < 20_000; i++)
        {
            byte item = (byte)random.Next(4);

            // Grows more often than it shrinks, and now and then the other way round.
            int action = expected.Count == 0 ? 0 : random.Next(i % 1000 < 500 ? 8 : 6);
            switch (action)
            {
                case 0 or 6:
                    list.Add([item], atLast: true);
                    expected.Add(item);
                    break;
                case 1 or 7:
                    list.Add([item], atLast: false);
                    expected.Insert(0, item);
                    break;
                case 2:
                    Assert.Equal(expected[0], list.RemoveFirst()[0]);
                    expected.RemoveAt(0);
                    break;
                case 3:
                    Assert.Equal(expected[^1], list.RemoveLast()[0]);
                    expected.RemoveAt(expected.Count - 1);
                    break;
                case 4:
                    int place = random.Next(expected.Count + 1);
                    list.Insert(place, [item]);
                    expected.Insert(place, item);
                    break;
                default:
                    RemoveSome(list, expected, item, random);
                    break;
            }

            Assert.Equal(expected.Count, list.Count);
        }

        Assert.Equal(expected, Enumerable.Range(0, list.Count).Select(i => list[i][0]));
    }

    [Theory]
    [InlineData(0, 10, 10)]
    [InlineData(3, 7, 4)]
    [InlineData(9, 10, 1)]
    [InlineData(5, 5, 0)]
    public void Part_of_it_is_left(int first, int end, int count)
    {
        KeyspaceList list = new();
        for (byte i = 0; i < 10; i++)
        {
            list.Add([i], atLast: true);
        }

        list.Trim(first, end);

        Assert.Equal(Enumerable.Range(first, count), Enumerable.Range(0, list.Count).Select(i => (int)list[i][0]));
    }

    private static void RemoveSome(KeyspaceList list, List<byte> expected, byte item, Random random)
    {
        int most = random.Next(1, 4);
        bool fromLast = random.Next(2) == 0;
        int removed = 0;
        while (removed < most && (fromLast ? expected.LastIndexOf(item) : expected.IndexOf(item)) is >= 0 and int place)
        {
            expected.RemoveAt(place);
            removed++;
        }

        Assert.Equal(removed, list.Remove([item], most, fromLast));
        Assert.Equal(expected, Enumerable.Range(0, list.Count).Select(i => list[i][0]));
    }
}
