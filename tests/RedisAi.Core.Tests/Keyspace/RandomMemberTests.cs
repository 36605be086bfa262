using RedisAi.Keyspace;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Keyspace;

public sealed class RandomMemberTests
{
    private readonly MemoryKeyspace _keyspace = new(new ManualTimeProvider());

    public RandomMemberTests()
    {
        for (int i = 0; i < 20; i++)
        {
            Do("SADD", "s", $"{i}");
        }
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("5", 5)]
    [InlineData("15", 15)]
    [InlineData("20", 20)]
    [InlineData("100", 20)]
    public void Members_by_chance_are_different_ones(string count, int expected)
    {
        string[] chosen = Texts(Do("SRANDMEMBER", "s", count));

        Assert.Equal(expected, chosen.Distinct().Count());
        Assert.Equal(expected, chosen.Length);
        Assert.All(chosen, member => Assert.Equal(1, Do("SISMEMBER", "s", member).Integer));
        Assert.Equal(20, Do("SCARD", "s").Integer);
    }

    [Fact]
    public void Members_that_may_come_again_are_as_many_as_asked_for()
    {
        Assert.Equal(20, Texts(Do("SRANDMEMBER", "s", "-1000")).Distinct().Count());
        Assert.Equal(1000, Do("SRANDMEMBER", "s", "-1000").Items.Count);
        Assert.Contains("repeated at most", Assert.Throws<KeyspaceException>(() => Do("SRANDMEMBER", "s", "-9223372036854775807")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_bytes_do_not_ask_for_more_than_a_million_members()
    {
        Assert.Equal(1 << 20, Do("SRANDMEMBER", "s", "-1048576").Items.Count);
        Assert.Contains("at most 1048576 times", Assert.Throws<KeyspaceException>(() => Do("SRANDMEMBER", "s", "-1048577")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_member_may_be_chosen()
    {
        Assert.Equal(20, Enumerable.Range(0, 1000).Select(_ => Do("SRANDMEMBER", "s").Text).Distinct().Count());
    }

    [Fact]
    public void What_is_popped_is_gone()
    {
        List<string> popped = [Do("SPOP", "s").Text, .. Texts(Do("SPOP", "s", "10"))];

        Assert.Equal(11, popped.Distinct().Count());
        Assert.Equal(9, Do("SCARD", "s").Integer);
        Assert.All(popped, member => Assert.Equal(0, Do("SISMEMBER", "s", member).Integer));
        Assert.Equal(9, Do("SPOP", "s", "100").Items.Count);
        Assert.Equal(0, Do("EXISTS", "s").Integer);
    }

    private static string[] Texts(KeyspaceReply reply) => [.. reply.Items.Select(static item => item.Text)];

    private KeyspaceReply Do(string command, params ReadOnlySpan<string> arguments) => _keyspace.Execute(command, arguments);
}
