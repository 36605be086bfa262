using System.Globalization;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Servers;

/// <summary>How one node sees its cluster: the lines of CLUSTER NODES.</summary>
internal sealed class ClusterView
{
    private readonly string[][] _nodes;

    private ClusterView(string[][] nodes) => _nodes = nodes;

    /// <summary>Gets the masters that have slots and are there, by their ids.</summary>
    public IReadOnlyList<string> Masters =>
        [.. _nodes.Where(static node => node.Length > 8 && Flags(node).Contains("master") && !Flags(node).Contains("fail")).Select(static node => node[0]).Order(StringComparer.Ordinal)];

    /// <summary>Gets the epochs of all nodes: who knows them knows who has which slots.</summary>
    public string Epochs => string.Join(' ', _nodes.Select(static node => $"{node[0]}:{node[6]}").Order(StringComparer.Ordinal));

    public static ClusterView Of(RedisServer node) =>
        new([.. node.Execute("CLUSTER", "NODES").Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Trim().Split(' '))]);

    /// <summary>Whether a node takes commands.</summary>
    public static bool IsOk(RedisServer node) => node.Execute("CLUSTER", "INFO").Text.Contains("cluster_state:ok", StringComparison.Ordinal);

    /// <summary>Whether that many nodes are known, and nothing is amiss with any.</summary>
    public bool IsWhole(int count) => _nodes.Length == count && _nodes.All(static node => !Flags(node).Any(static flag => flag is "handshake" or "noaddr" or "fail" or "fail?"));

    /// <summary>The id of the node that has a slot and is not given up, or null.</summary>
    public string? OwnerOf(int slot) => _nodes.FirstOrDefault(node => !Flags(node).Contains("fail") && node.Skip(8).Any(range => Covers(range, slot)))?[0];

    /// <summary>Tells who has a slot, and which slots the node itself is giving or getting.</summary>
    public string Describe(int slot) =>
        $"says {_nodes.FirstOrDefault(node => node[0] == OwnerOf(slot))?[1] ?? "nobody"} {string.Join(' ', _nodes.Where(static node => Flags(node).Contains("myself")).SelectMany(static node => node.Skip(8)).Where(static range => range.StartsWith('[')))}";

    private static string[] Flags(string[] node) => node[2].Split(',');

    /// <summary>Ranges are "5", "0-5460", and "[93-&gt;-id]" of a slot that is being moved.</summary>
    private static bool Covers(string range, int slot)
    {
        if (range.StartsWith('['))
        {
            return false;
        }

        int[] ends = [.. range.Split('-').Select(static end => int.Parse(end, CultureInfo.InvariantCulture))];
        return slot >= ends[0] && slot <= ends[^1];
    }
}
