using RedisAi.Backends.Onnx;
using RedisAi.Benchmarks.Goals.Batching;
using RedisAi.Store.Redis;

namespace RedisAi.Benchmarks.Goals.Sharing;

/// <summary>Engines whose states are in a Redis server, for the GRU.</summary>
internal static class SharedGru
{
    /// <summary>How the client is told of a server on a Unix socket.</summary>
    public static string ConfigurationOf(RedisServer server) => $"!{server.SocketPath}";

    /// <summary>Opens an engine; whoever gets it disposes it, and the store with it.</summary>
    /// <param name="configuration">The server.</param>
    /// <param name="configure">Changes the settings of the store.</param>
    public static RedisAiEngine Open(string configuration, Action<RedisStoreOptions>? configure = null)
    {
        RedisStoreOptions options = new() { Configuration = configuration };
        configure?.Invoke(options);
        return new RedisAiEngine(new RedisAiOptions { SharedStore = new RedisTensorStore(options) }, [new OnnxBackend()]);
    }
}
