using Microsoft.Extensions.DependencyInjection;
using RedisAi.Store.Redis;

namespace RedisAi.Samples.Chat.Copies;

/// <summary>Lets several copies of the application have the same conversations.</summary>
internal static class CopiesBuilderExtensions
{
    /// <param name="builder">The engine of a copy.</param>
    /// <param name="redis">Where the Redis of all copies is.</param>
    /// <param name="lease">How long those wait at most whose copy dies.</param>
    public static RedisAiBuilder ShareConversations(this RedisAiBuilder builder, string redis, TimeSpan lease)
    {
        builder.Services.AddSingleton<TurnModel>();
        builder.Services.AddSingleton<SharedConversations>();
        return builder
            .AddRedisStore(redis, store =>
            {
                store.LeaseTime = lease;
                store.SessionTimeout = 2 * lease;               // who waits for the conversation of a dead copy gets it
                store.Writes = RedisWriteMode.WriteThrough;     // what was answered is not lost
            })
            .AddModel(TurnModel.Key, static services => services.GetRequiredService<TurnModel>().Source, TurnModel.Configure);
    }
}
