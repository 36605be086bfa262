using System.Text;
using Microsoft.Extensions.Logging;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Tensors;

/// <summary>An engine whose tensors are in a server.</summary>
internal sealed class OpenStore : IAsyncDisposable
{
    private OpenStore(string configuration, Action<RedisStoreOptions>? configure)
    {
        RedisStoreOptions options = new() { Configuration = configuration, CommandTimeout = Eventually.Limit };
        configure?.Invoke(options);
        Store = new RedisTensorStore(options);
        Engine = new RedisAiEngine(new RedisAiOptions { SharedStore = Store }, [], loggerFactory: Log);
    }

    public RedisAiEngine Engine { get; }

    public RedisTensorStore Store { get; }

    public RecordedLog Log { get; } = new(LogLevel.Debug);

    public static OpenStore On(RedisServer server, Action<RedisStoreOptions>? configure = null) => new(server.Configuration, configure);

    public static OpenStore On(string configuration, Action<RedisStoreOptions>? configure = null) => new(configuration, configure);

    /// <summary>One whose server tells of writes already.</summary>
    public static async Task<OpenStore> ToldAsync(RedisServer server, Action<RedisStoreOptions>? configure = null)
    {
        OpenStore store = On(server, configure);
        await store.IsToldAsync();
        return store;
    }

    public async Task IsToldAsync()
    {
        try
        {
            await Eventually.HoldsAsync(() => Store.Cache.IsTold, "the server tells of writes");
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException(string.Join('\n', Log.Texts), error);
        }
    }

    public void Put(string key, params float[] values)
    {
        using AiTensor tensor = AiTensor.Create<float>([values.Length], values);
        Store.Set(key, tensor);
    }

    /// <summary>The elements of a tensor; none where the key is absent.</summary>
    public float[] Floats(string key)
    {
        using AiTensor? tensor = Store.Get(key);
        return tensor is null ? [] : tensor.AsSpan<float>().ToArray();
    }

    /// <summary>Writes a record as another client does.</summary>
    public static void Write(RedisServer server, string key, byte[] record)
    {
        using RespConnection connection = server.Connect();
        connection.Execute("SET"u8.ToArray(), Encoding.UTF8.GetBytes(key), record).OrThrow();
    }

    /// <summary>A record of one axis of single-precision numbers.</summary>
    public static byte[] Record(long version, params float[] values)
    {
        using AiTensor tensor = AiTensor.Create<float>([values.Length], values);
        return TensorRecord.Encode(tensor, version);
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}
