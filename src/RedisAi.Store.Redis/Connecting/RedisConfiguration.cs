using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>The settings of the client, of those of the store.</summary>
internal static class RedisConfiguration
{
    /// <summary>How long between two tries to connect again.</summary>
    private const int ReconnectMs = 250;

    /// <param name="options">The settings of the store.</param>
    /// <param name="ownerId">Makes the name of the connections unlike any other: by it they are found in the server's list.</param>
    public static ConfigurationOptions Of(RedisStoreOptions options, string ownerId)
    {
        ConfigurationOptions configuration = options.ConfigurationFactory is { } create
            ? create() ?? throw new ArgumentException($"{nameof(options.ConfigurationFactory)} gave null.")
            : ConfigurationOptions.Parse(options.Configuration);
        if (options.ConfigurationFactory is null)
        {
            configuration.ReconnectRetryPolicy = new LinearRetry(ReconnectMs);
        }

        // A server that is not there yet is waited for, by the calls that need it, each within its deadline.
        configuration.AbortOnConnectFail = false;

        // What cannot be sent now is sent again by those calls, to whoever is the master then; else the client may keep it for the server that is gone.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;

        // Invalidations come as messages of a channel only to a connection of the older protocol; the channel's name is the server's.
        configuration.Protocol = RedisProtocol.Resp2;
        configuration.ChannelPrefix = default;

        // To the client CLIENT TRACKING is a command of administrators. What a user may do is the server's to say.
        configuration.AllowAdmin = true;
        configuration.ClientName = $"{Printable(configuration.ClientName ?? "redisai")}-{ownerId}";
        configuration.SyncTimeout = (int)options.CommandTimeout.TotalMilliseconds;
        configuration.AsyncTimeout = (int)options.CommandTimeout.TotalMilliseconds;
        return configuration;
    }

    /// <summary>What a name keeps of itself: blanks end it in the list of clients.</summary>
    private static string Printable(string name) => new([.. name.Where(static c => c is > ' ' and <= '~')]);

    /// <summary>What messages call the store: its servers, without users and passwords.</summary>
    public static string NameOf(ConfigurationOptions configuration)
    {
        string servers = string.Join(',', configuration.EndPoints.Select(EndPointName.Of));
        return configuration.ServiceName is { Length: > 0 } service ? $"Redis '{service}' of the sentinels '{servers}'" : $"Redis '{servers}'";
    }
}
