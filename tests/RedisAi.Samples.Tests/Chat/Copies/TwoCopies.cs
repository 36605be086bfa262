using RedisAi.Testing.Redis;

namespace RedisAi.Samples.Tests.Chat.Copies;

/// <summary>Two copies in this process, and the Redis that they share.</summary>
internal sealed class TwoCopies : IAsyncDisposable
{
    private TwoCopies(RedisServer redis, ChatServer one, ChatServer other) => (Redis, One, Other) = (redis, one, other);

    public RedisServer Redis { get; }

    public ChatServer One { get; }

    public ChatServer Other { get; }

    /// <summary>Skips the test where there is no Redis.</summary>
    public static async Task<TwoCopies> StartAsync()
    {
        RedisPrograms.SkipUnlessInstalled();
        RedisServer redis = await RedisServer.StartAsync();
        string[] arguments = ["--redis", redis.Configuration, "--lease", "2"];
        return new TwoCopies(redis, await ChatServer.StartAsync(arguments), await ChatServer.StartAsync(arguments));
    }

    public async ValueTask DisposeAsync()
    {
        await One.DisposeAsync();
        await Other.DisposeAsync();
        Redis.Dispose();
    }
}
