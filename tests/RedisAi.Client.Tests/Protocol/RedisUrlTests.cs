using RedisAi.Client.Protocol;

namespace RedisAi.Client.Tests.Protocol;

public sealed class RedisUrlTests
{
    [Theory]
    [InlineData("redisai://host", "redis://host:6379")]
    [InlineData("redisai:/host:7000", "redis://host:7000")]
    [InlineData("redisai:/ann:p%40ss@host:7000/3", "redis://host:7000")]
    [InlineData("redisais://host", "rediss://host:6379")]
    [InlineData("redisai://[::1]:1", "redis://[::1]:1")]
    public void Targets_of_MLflow_are_addresses(string text, string shown) => Assert.Equal(shown, $"{RedisUrl.TryParse(text)}");

    [Fact]
    public void Login_and_database_are_read_from_a_target_with_one_slash() =>
        Assert.Equal(new RedisUrl("host", 7000, IsEncrypted: false, "ann", "p@ss", 3), RedisUrl.TryParse("redisai:/ann:p%40ss@host:7000/3"));

    [Theory]
    [InlineData("redisai")]
    [InlineData("redisai:/")]
    [InlineData("redisai://")]
    [InlineData("redisai:host:6379")]
    [InlineData("https://redisai:6379")]
    [InlineData("local")]
    [InlineData("")]
    public void What_is_no_address_is_none(string text) => Assert.Null(RedisUrl.TryParse(text));
}
