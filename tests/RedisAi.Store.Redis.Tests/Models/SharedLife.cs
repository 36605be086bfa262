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
    public float Ask(string key) => IfThere(() => First(Ai.Models[key]), float.NaN);

    /// <summary>The versions under a key, as in <c>2 Serving 1, 1 Previous 0</c>; <c>none</c> where there is none.</summary>
    public string VersionsOf(string key) => DescribeVersions(key, static version => $"{version.Version} {version.Role} {version.Share}");

    /// <summary>The versions under a key with what each gives; <c>none</c> where there is none.</summary>
    public string AnswersOf(string key) => DescribeVersions(key, version => $"{version.Version} {version.Role} {version.Share}: {AskVersion(key, version.Version)}");

    public Task GivesAsync(string key, float expected) => Eventually.HoldsAsync(() => Ask(key).Equals(expected), $"'{key}' gives {expected}, and not {Ask(key)}");

    public Task HasAsync(string key, string versions) => Eventually.HoldsAsync(() => VersionsOf(key) == versions, $"'{key}' has {versions}, and not {VersionsOf(key)}");

    public ValueTask DisposeAsync() => Ai.DisposeAsync();

    private string DescribeVersions(string key, Func<ModelInfo, string> describe) =>
        IfThere(() => string.Join(", ", Ai.Models.ListVersions(key).Select(describe)), "none");

    private float AskVersion(string key, int version) => Ai.Models.TryGetVersion(key, version, out IModel? model) ? First(model) : float.NaN;

    private static float First(IModel model)
    {
        using AiTensor x = AiTensor.Create([1], [0f]);
        using ModelResult result = model.Run([x]);
        return result[0].ToArray<float>()[0];
    }

    /// <summary>What another process removes may be gone between two questions.</summary>
    private static TResult IfThere<TResult>(Func<TResult> ask, TResult otherwise)
    {
        try
        {
            return ask();
        }
        catch (ModelNotFoundException)
        {
            return otherwise;
        }
    }
}
