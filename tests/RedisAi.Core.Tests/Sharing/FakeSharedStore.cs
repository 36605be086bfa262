using RedisAi.Sharing;
using RedisAi.Store;

namespace RedisAi.Tests.Sharing;

/// <summary>One process's side of a <see cref="SharedServer"/>: what a real one does over a network, by calls.</summary>
internal sealed class FakeSharedStore(SharedServer server, string address) : SharedTensorStore
{
    private FakeSharedStates? _states;

    public string Address => address;

    public FakeSharedStates Held => _states ?? throw new InvalidOperationException("The store was not started.");

    public SharingHost? Host { get; private set; }

    /// <summary>Whether a write of states is acknowledged when the server has it.</summary>
    public bool WritesThrough { get; init; } = true;

    /// <summary>How long a call without a timeout waits for its session.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the process is dead to others: it renews nothing, and hears nobody.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whether it goes by a clock that has stood still, so that it does not know that its time is over.</summary>
    public bool IsDelayed { get; set; }

    /// <summary>Whether it keeps its sessions for itself, though it hears that others want them.</summary>
    public bool IsMean { get; set; }

    public bool IsClosed { get; private set; }

    public override long Count => server.Tensors.Count;

    public override long ByteLength => server.Tensors.ByteLength;

    internal override IStateStore States => Held;

    internal override ISharedCatalog? Catalog => null;

    internal override void Start(SharingHost host)
    {
        Host = host;
        _states = new FakeSharedStates(server, this, host);
    }

    public override AiTensor? Get(ReadOnlySpan<char> key) => server.Tensors.Get(key);

    public override AiTensor? Get(ReadOnlySpan<char> key, out long version) => server.Tensors.Get(key, out version);

    public override void Set(string key, AiTensor tensor, TimeSpan? timeToLive = null) => server.Tensors.Set(key, tensor, timeToLive);

    public override void SetAll(ReadOnlySpan<KeyValuePair<string, AiTensor>> entries, TimeSpan? timeToLive = null) => server.Tensors.SetAll(entries, timeToLive);

    public override bool TryUpdate(string key, AiTensor tensor, long expectedVersion, TimeSpan? timeToLive = null) => server.Tensors.TryUpdate(key, tensor, expectedVersion, timeToLive);

    public override bool Remove(ReadOnlySpan<char> key) => server.Tensors.Remove(key);

    public override bool Contains(ReadOnlySpan<char> key) => server.Tensors.Contains(key);

    public override TimeSpan? GetTimeToLive(ReadOnlySpan<char> key) => server.Tensors.GetTimeToLive(key);

    public override bool SetTimeToLive(ReadOnlySpan<char> key, TimeSpan? timeToLive) => server.Tensors.SetTimeToLive(key, timeToLive);

    public override IEnumerable<string> Keys(string pattern = "*") => server.Tensors.Keys(pattern);

    public override async ValueTask<AiTensor?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return server.Tensors.Get(key);
    }

    public override ValueTask SetAsync(string key, AiTensor tensor, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default) =>
        server.Tensors.SetAsync(key, tensor, timeToLive, cancellationToken);

    public override ValueTask SetAllAsync(ReadOnlyMemory<KeyValuePair<string, AiTensor>> entries, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default) =>
        server.Tensors.SetAllAsync(entries, timeToLive, cancellationToken);

    public override Task SaveAsync(string path, string pattern = "*", CancellationToken cancellationToken = default) => server.Tensors.SaveAsync(path, pattern, cancellationToken);

    public override Task<int> LoadAsync(string path, CancellationToken cancellationToken = default) => server.Tensors.LoadAsync(path, cancellationToken);

    public override ValueTask<string?> RoutingHintAsync(string session, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(server.OwnerOf(session)?.Address);

    public override async ValueTask DisposeAsync()
    {
        IsClosed = true;
        if (_states is not null)
        {
            await _states.DisposeAsync();
        }
    }

    internal override void SetInOneStep(ReadOnlySpan<StoreWrite> entries) => server.Tensors.SetInOneStep(entries);

    internal override async ValueTask SetInOneStepAsync(ReadOnlyMemory<StoreWrite> entries)
    {
        await Task.Yield();
        SetInOneStep(entries.Span);
    }

    internal override Task FlushAsync() => Held.FlushAsync();
}
