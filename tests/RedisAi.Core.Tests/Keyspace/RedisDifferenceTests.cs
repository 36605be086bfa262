using System.Globalization;
using System.Text;
using RedisAi.Keyspace;
using RedisAi.Testing.Redis;
using Xunit;

namespace RedisAi.Tests.Keyspace;

/// <summary>The keyspace answers as a Redis server does that gets the same commands.</summary>
public sealed class RedisDifferenceTests
{
    private const int Count = 20_000;

    private static readonly Dictionary<string, KeyspaceCommand> s_commands =
        MemoryKeyspace.Commands.ToDictionary(static command => command.Name, StringComparer.OrdinalIgnoreCase);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(3, 4)]
    public async Task Commands_by_chance_are_answered_alike(int protocol, int seed)
    {
        RedisPrograms.SkipUnlessInstalled("redis-server");
        using RedisServer server = await RedisServer.StartAsync();
        using RespConnection redis = server.Connect();
        redis.Execute(Words("HELLO", $"{protocol}"));
        MemoryKeyspace keyspace = new(TimeProvider.System);
        RandomCommands commands = new(seed);
        List<string> differences = [];
        Dictionary<string, int> succeeded = s_commands.Keys.ToDictionary(static name => name, static _ => 0, StringComparer.OrdinalIgnoreCase);

        for (int i = 0; i < Count && differences.Count < 20; i++)
        {
            byte[][] words = commands.Next();
            string name = Encoding.ASCII.GetString(words[0]);
            RespReply expected = Whole(name, words, redis.Execute);
            RespReply actual = Whole(name, words, words => Answer(keyspace, words, protocol));
            succeeded[name] += expected.Kind == '-' ? 0 : 1;
            if (!AreAlike(name, expected, actual))
            {
                differences.Add($"Command {i} of seed {seed}, {Show(words)}: Redis says {expected}, the keyspace says {actual}.");
            }
        }

        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
        Assert.Empty(succeeded.Where(static pair => pair.Value < 5).Select(static pair => pair.Key).Except(["object"]));
    }

    [Fact]
    public async Task Commands_are_described_alike()
    {
        RedisPrograms.SkipUnlessInstalled("redis-server");
        using RedisServer server = await RedisServer.StartAsync();
        using RespConnection redis = server.Connect();

        foreach (KeyspaceCommand command in MemoryKeyspace.Commands)
        {
            RespReply[] described = redis.Execute(Words("COMMAND", "INFO", command.Name)).Items![0].Items!;
            int arity = command.MinArguments == command.MaxArguments ? command.MinArguments + 1 : -(command.MinArguments + 1);
            bool writes = described[2].Items!.Any(static flag => flag.Text == "write");

            Assert.Equal(
                $"{command.Name} {described[1].Text} {writes} {described[3].Text} {described[4].Text} {described[5].Text}",
                $"{command.Name} {arity} {command.Writes} {command.FirstKey} {command.LastKey} {command.KeyStep}");
        }
    }

    private static RespReply Answer(MemoryKeyspace keyspace, IReadOnlyList<byte[]> words, int protocol)
    {
        try
        {
            ReadOnlyMemory<byte>[] arguments = [.. words.Skip(1).Select(static word => (ReadOnlyMemory<byte>)word)];
            return RespReplies.Of(keyspace.Execute(s_commands[Encoding.ASCII.GetString(words[0])], arguments), protocol);
        }
        catch (KeyspaceException error)
        {
            return new RespReply('-', Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(error.Message)));
        }
    }

    /// <summary>The reply to a command; for SCAN and its like all that its steps find.</summary>
    private static RespReply Whole(string name, byte[][] words, Func<IReadOnlyList<byte[]>, RespReply> execute)
    {
        RespReply reply = execute(words);
        if (!name.EndsWith("SCAN", StringComparison.Ordinal) || reply.Items is null)
        {
            return reply;
        }

        List<RespReply> found = [.. reply.Items[1].Items!];
        byte[][] next = [.. words];
        while (reply.Items![0].Text != "0")
        {
            next[name == "SCAN" ? 1 : 2] = Encoding.ASCII.GetBytes(reply.Items[0].Text);
            reply = execute(next);
            found.AddRange(reply.Items![1].Items!);
        }

        return new RespReply('*', "", [.. found]).Sorted(name == "HSCAN" ? 2 : 1);
    }

    private static bool AreAlike(string name, RespReply expected, RespReply actual) => name switch
    {
        // Either clock goes on between the two.
        "TTL" or "EXPIRETIME" => AreClose(expected, actual, 60),
        "PTTL" or "PEXPIRETIME" => AreClose(expected, actual, 60_000),
        "RANDOMKEY" => expected.Kind == actual.Kind,
        "MEMORY" when expected.Kind == ':' => actual.Kind == ':',
        "KEYS" or "SMEMBERS" or "SINTER" or "SUNION" or "SDIFF" or "SPOP" or "SRANDMEMBER" => $"{expected.Sorted()}" == $"{actual.Sorted()}",
        _ => $"{expected}" == $"{actual}",
    };

    private static bool AreClose(RespReply expected, RespReply actual, long tolerance) =>
        $"{expected}" == $"{actual}"
        || (expected.Kind == ':' && actual.Kind == ':' && Number(expected) > 0 && Number(actual) > 0 && Math.Abs(Number(expected) - Number(actual)) <= tolerance);

    private static long Number(RespReply reply) => long.Parse(reply.Text, CultureInfo.InvariantCulture);

    private static byte[][] Words(params string[] words) => [.. words.Select(Encoding.ASCII.GetBytes)];

    private static string Show(byte[][] words) => string.Join(' ', words.Select(static word => $"'{LosslessText.Decode(word)}'"));
}
