using System.Buffers;
using System.Text;
using RedisAi.Keyspace;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Lists the keys of tensors, with SCAN, of all masters. A key that is there all the while is listed once; one that comes or goes meanwhile may be or not.</summary>
/// <param name="connection">The connection.</param>
internal sealed class KeyListing(RedisConnection connection)
{
    private const int PageSize = 1000;

    /// <summary>The slots of a cluster.</summary>
    private const int Slots = 16_384;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>What means something in a pattern, and what a key has in the server that it has not here.</summary>
    private static readonly SearchValues<char> s_ends = SearchValues.Create("*?[\\/{}");

    /// <summary>What means something in a pattern.</summary>
    private static readonly SearchValues<char> s_signs = SearchValues.Create("*?[]^\\");

    /// <summary>The engine's keys that match a pattern.</summary>
    /// <param name="pattern">As in <see cref="ITensorStore.Keys"/>.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="SharedStoreException">A master was not reached.</exception>
    public async Task<IReadOnlyCollection<string>> ListAsync(string pattern, CancellationToken cancellationToken = default)
    {
        // Waits, within the deadline, until there is a server.
        await connection.TryAsync(static database => database.PingAsync(), cancellationToken).ConfigureAwait(false);
        RedisValue match = MatchOf(pattern);
        HashSet<string> keys = [];
        try
        {
            foreach (IServer master in await MastersAsync(cancellationToken).ConfigureAwait(false))
            {
                await foreach (RedisKey key in master.KeysAsync(connection.Database.Database, match, PageSize).WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    if (connection.Names.EngineKeyOf(key) is { } name && (pattern == "*" || GlobPattern.IsMatch(pattern, name)))
                    {
                        keys.Add(name);
                    }
                }
            }
        }
        catch (Exception error) when (RedisErrors.IsOurs(error))
        {
            throw connection.Map(error);
        }

        return keys;
    }

    /// <summary>All masters that have slots, within the deadline: the keys of one that is not connected would be missing.</summary>
    private async Task<IServer[]> MastersAsync(CancellationToken cancellationToken)
    {
        long started = connection.Time.GetTimestamp();
        while (true)
        {
            IServer[] masters = connection.Masters;
            if (await MissingAsync(masters).ConfigureAwait(false) is not { } missing)
            {
                return masters;
            }

            if (connection.Time.GetElapsedTime(started) >= connection.Options.CommandTimeout)
            {
                throw new SharedStoreException(connection.Name, $"The keys of {connection.Name} cannot be listed: {missing} was not reached within {connection.Options.CommandTimeout.TotalMilliseconds:F0} ms.");
            }

            await Task.Delay(s_pause, connection.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is not among some masters and has keys; null where there is nothing.</summary>
    private async Task<string?> MissingAsync(IServer[] masters)
    {
        if (masters.Length == 0)
        {
            return "a master";
        }

        if (!connection.IsCluster)
        {
            return null;
        }

        // The client leaves out nodes that have failed: their slots are nobody's until another one has them.
        ClusterConfiguration? nodes = await masters[0].ClusterNodesAsync().ConfigureAwait(false);
        int slots = nodes?.Nodes.Where(node => !node.IsReplica && masters.Any(master => master.EndPoint.Equals(node.EndPoint))).SelectMany(static node => node.Slots).Sum(static range => range.To - range.From + 1) ?? 0;
        return slots == Slots ? null : $"the master of {Slots - slots} slots";
    }

    /// <summary>What the server may leave out already. A key has braces there that it has not here, so that only the plain start of a pattern is of use, without what follows a slash.</summary>
    private RedisValue MatchOf(string pattern)
    {
        int end = pattern.AsSpan().IndexOfAny(s_ends);
        string start = end < 0 ? pattern : pattern[..end];
        return LosslessText.Encode($"{Escaped(connection.Names.Prefix)}*{Escaped(start)}*");
    }

    private static string Escaped(string text)
    {
        if (!text.AsSpan().ContainsAny(s_signs))
        {
            return text;
        }

        StringBuilder escaped = new();
        foreach (char c in text)
        {
            if (s_signs.Contains(c))
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
