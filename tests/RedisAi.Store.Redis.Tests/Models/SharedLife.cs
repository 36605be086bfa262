using Microsoft.Extensions.Logging;
using RedisAi.Testing;

namespace RedisAi.Store.Redis.Tests.Models;

/// <summary>One of several processes that share their models: an engine with a store, whose models are texts.</summary>
internal sealed class SharedLife : IAsyncDisposable
{
    private SharedLife(string configuration, string address, Action<RedisStoreOptions>? configure)
    {
        RedisStoreOptions options = new() { Configuration = configuration, Address = address, CommandTimeout = Eventually.Limit };
        configure?.Invoke(options);
        Store = new RedisTensorStore(options);
        Ai = new RedisAiEngine(new RedisAiOptions { SharedStore = Store }, [Backend], loggerFactory: Log);
    }

    public TextBackend Backend { get; } = new();

    public RecordedLog Log { get; } = new(LogLevel.Information);

    public RedisTensorStore Store { get; }

    public RedisAiEngine Ai { get; }

    /// <summary>Starts a process that does not follow yet what the others store.</summary>
    public static SharedLife Begin(string configuration, string address = "a:1", Action<RedisStoreOptions>? configure = null) => new(configuration, address, configure);

    /// <summary>Starts a process that has what is there, and follows.</summary>
    public static async Task<SharedLife> StartAsync(string configuration, string address = "a:1", Action<RedisStoreOptions>? configure = null)
    {
        SharedLife life = new(configuration, address, configure);
        Assert.Empty(await life.Ai.RestoreAsync());
        return life;
    }

    /// <summary>What the model under a key gives; not a number where there is none.</summary>
    public float Ask(string key)
    {
        if (!Ai.Models.TryGet(key, out IModel? model))
        {
            return float.NaN;
        }

        using AiTensor x = AiTensor.Create([1], [0f]);
        using ModelResult result = model.Run([x]);
        return result[0].ToArray<float>()[0];
    }

    /// <summary>The versions under a key, as in <c>2 Serving 1, 1 Previous 0</c>; <c>none</c> where there is none.</summary>
    public string VersionsOf(string key) => Ai.Models.TryGet(key, out _)
        ? string.Join(", ", Ai.Models.ListVersions(key).Select(static version => $"{version.Version} {version.Role} {version.Share}"))
        : "none";

    /// <summary>The versions under a key with what each gives; <c>none</c> where there is none.</summary>
    public string AnswersOf(string key)
    {
        if (!Ai.Models.TryGet(key, out _))
        {
            return "none";
        }

        try
        {
            return string.Join(", ", Ai.Models.ListVersions(key).Select(version => $"{version.Version} {version.Role} {version.Share}: {AskVersion(key, version.Version)}"));
        }
        catch (ModelNotFoundException)
        {
            return "none";
        }
    }

    public Task GivesAsync(string key, float expected) => Eventually.HoldsAsync(() => Ask(key).Equals(expected), $"'{key}' gives {expected}, and not {Ask(key)}");

    public Task HasAsync(string key, string versions) => Eventually.HoldsAsync(() => VersionsOf(key) == versions, $"'{key}' has {versions}, and not {VersionsOf(key)}");

    public ValueTask DisposeAsync() => Ai.DisposeAsync();

    private float AskVersion(string key, int version)
    {
        if (!Ai.Models.TryGetVersion(key, version, out IModel? model))
        {
            return float.NaN;
        }

        using AiTensor x = AiTensor.Create([1], [0f]);
        using ModelResult result = model.Run([x]);
        return result[0].ToArray<float>()[0];
    }
}
