using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Replay;

/// <summary>A client of a server of the tests, with a cache of its own, on a clock on which every pause is over at once.</summary>
internal sealed class ClientUnderTest : IDisposable
{
    /// <summary>How long answers are waited for: a time that no pause is as long as.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(97);

    private readonly TemporaryFolder? _ownCache;

    /// <param name="address">Where the server is; null for none.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <param name="time">The clock; null for one on which every pause is over at once.</param>
    /// <param name="cacheFolder">The folder of the cache; null for one of its own.</param>
    public ClientUnderTest(string? address, Action<MlflowClientOptions>? configure = null, TimeProvider? time = null, string? cacheFolder = null)
    {
        _ownCache = cacheFolder is null ? new TemporaryFolder() : null;
        MlflowClientOptions options = new() { TrackingUri = address, Timeout = Patience, BackoffJitter = 0 };
        options.Cache.Folder = CacheFolder = cacheFolder ?? _ownCache!.Path;
        configure?.Invoke(options);
        Client = new MlflowClient(options, time ?? Time, Log);
    }

    /// <summary>Gets the client.</summary>
    public MlflowClient Client { get; }

    /// <summary>Gets the clock, unless another one was given.</summary>
    public EagerTime Time { get; } = new(Patience);

    /// <summary>Gets what was logged.</summary>
    public RecordedLog Log { get; } = new();

    /// <summary>Gets the folder of the cache.</summary>
    public string CacheFolder { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        _ownCache?.Dispose();
    }
}
