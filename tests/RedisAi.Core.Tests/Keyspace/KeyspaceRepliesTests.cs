using System.Text.Json;
using RedisAi.Keyspace;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Keyspace;

/// <summary>Replies and errors are those that a Redis server gave to the same commands in the same order: tests/data/record_keyspace.py.</summary>
public sealed class KeyspaceRepliesTests
{
    [Fact]
    public void Replies_are_those_of_redis()
    {
        MemoryKeyspace keyspace = new(new ManualTimeProvider());
        List<string> differences = [];
        HashSet<string> seen = [];

        foreach (string line in File.ReadLines(TestData.Path("keyspace", "replies.jsonl")))
        {
            JsonElement recorded = JsonElement.Parse(line);
            string[] words = [.. recorded[0].EnumerateArray().Select(static word => word.GetString()!)];
            string expected = Format(recorded[1]);
            string actual = Execute(keyspace, words);
            seen.Add(words[0].ToLowerInvariant());
            if (actual != expected)
            {
                differences.Add($"{recorded[0]}: Redis says {expected}, the keyspace says {actual}.");
            }
        }

        Assert.Empty(differences);
        Assert.Empty(MemoryKeyspace.Commands.Select(static command => command.Name).Except(seen));
    }

    private static string Execute(MemoryKeyspace keyspace, string[] words)
    {
        try
        {
            return Sorted(words[0], keyspace.Execute(words[0], words.AsSpan(1))).ToString();
        }
        catch (KeyspaceException error)
        {
            return $"(error) {error.Message}";
        }
    }

    /// <summary>What has no order of its own was sorted when it was recorded.</summary>
    private static KeyspaceReply Sorted(string command, KeyspaceReply reply) =>
        reply.Kind == KeyspaceReplyKind.Array && (reply.IsSet || command is "KEYS" or "SRANDMEMBER")
            ? KeyspaceReply.FromArray([.. reply.Items.OrderBy(static item => item.Text, StringComparer.Ordinal)])
            : reply;

    private static string Format(JsonElement reply) =>
        reply.ValueKind == JsonValueKind.Object && reply.TryGetProperty("error", out JsonElement error) ? $"(error) {error}" : Convert(reply).ToString();

    private static KeyspaceReply Convert(JsonElement reply)
    {
        if (reply.ValueKind == JsonValueKind.Null)
        {
            return KeyspaceReply.Null;
        }

        JsonProperty property = reply.EnumerateObject().Single();
        return property.Name switch
        {
            "text" => KeyspaceReply.FromText(property.Value.GetString()!),
            "integer" => KeyspaceReply.FromInteger(property.Value.GetInt64()),
            _ => KeyspaceReply.FromArray([.. property.Value.EnumerateArray().Select(Convert)]),
        };
    }
}
