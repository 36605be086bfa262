using RedisAi.Server.Ai;

namespace RedisAi.Server.Tests.Ai;

/// <summary>The order of RedisAI's hash table. The expected ones come from another program that does the same.</summary>
public sealed class ScanOrderTests
{
    [Theory]
    [InlineData("m pt_model", "pt_model m")]
    [InlineData("ket1 ket2", "ket1 ket2")]
    [InlineData("a b c d", "c b d a")]
    [InlineData("model:1 model:2 model:3 model:4 model:5 model:6", "model:6 model:5 model:2 model:1 model:3 model:4")]
    public void Keys_come_in_the_order_of_their_buckets(string added, string expected) =>
        Assert.Equal(expected, string.Join(' ', ScanOrder.Of([.. added.Split(' ').Select(static (key, place) => new ScanEntry(key, "", place))]).Select(static entry => entry.Key)));
}
