using StackExchange.Redis;

namespace RedisAi.Samples.StreamPipeline.Checking;

/// <summary>Reads a whole stream, some of it at a time.</summary>
internal static class StreamPages
{
    private const int PageLength = 500;

    public static async IAsyncEnumerable<StreamEntry> ReadAllAsync(this IDatabase redis, string stream)
    {
        RedisValue first = "-";
        while (await redis.StreamRangeAsync(stream, first, count: PageLength) is { Length: > 0 } page)
        {
            foreach (StreamEntry entry in page)
            {
                yield return entry;
            }

            first = $"({page[^1].Id}";
        }
    }

    /// <summary>When a message was written, by the clock of Redis: its id tells.</summary>
    public static long Milliseconds(string id) => long.Parse(id.AsSpan(0, id.IndexOf('-', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture);
}
