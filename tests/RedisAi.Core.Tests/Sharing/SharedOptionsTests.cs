using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RedisAi.Hosting;
using RedisAi.Store;
using RedisAi.Tensors;
using RedisAi.Tests.Persistence;
using Xunit;

namespace RedisAi.Tests.Sharing;

public sealed class SharedOptionsTests
{
    [Fact]
    public async Task A_storage_and_a_shared_store_exclude_each_other()
    {
        await using SharingLife life = new();

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new RedisAiEngine(new RedisAiOptions { SharedStore = life.Store("a"), Storage = new FakeStorage() }, []));

        Assert.Contains("Storage and a SharedStore", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_that_was_added_last_to_a_builder_is_shared()
    {
        await using SharingLife life = new();
        FakeSharedStore first = life.Store("first");
        FakeSharedStore last = life.Store("last");
        ServiceCollection services = [];
        services.AddSingleton<TimeProvider>(life.Time);
        services.AddRedisAi().AddSharedStore(_ => first).AddSharedStore(_ => last);

        await using (RedisAiEngine engine = EngineFactory.Create(new Instances(services)))
        {
            Assert.Null(first.Host);
            Assert.Same(last, engine.Tensors);
        }

        Assert.True(last.IsClosed);
        services.AddRedisAi().AddSharedStore(_ => first).AddStorage(static _ => new FakeStorage());
        Assert.Throws<ArgumentException>(() => EngineFactory.Create(new Instances(services)));
    }

    [Fact]
    public async Task An_engine_uses_the_tensors_of_its_shared_store()
    {
        await using SharingLife life = new();
        RedisAiEngine a = await life.StartAsync(life.Store("a"));
        RedisAiEngine b = await life.StartAsync(life.Store("b"));
        using AiTensor one = AiTensor.Create<float>([1, 1], [1]);

        a.Tensors.Set("x", one);
        using AiTensor there = b.Tensors.GetRequired("x");

        Assert.Equal([1f], there.ToArray<float>());
        Assert.Null(b.TensorStore.Catalog);
    }

    [Fact]
    public async Task A_store_that_tells_no_more_of_its_keys_than_their_names_is_walked_by_them()
    {
        await using SharingLife life = new();
        RedisAiEngine a = await life.StartAsync(life.Store("a"));
        using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
        string[] keys = [.. Enumerable.Range(0, 100).Select(static place => $"key{place}")];
        foreach (string key in keys)
        {
            a.Tensors.Set(key, one);
        }

        IEngineStore store = a.TensorStore;
        List<(uint Hash, string Key)> walked = [];
        Assert.Equal(MemoryTensorStore.EndOfWalk, store.Walk(0, 10, walked));
        Assert.Equal(keys.Order(StringComparer.Ordinal), walked.Select(static key => key.Key).Order(StringComparer.Ordinal));
        Assert.Equal(walked.OrderBy(static key => key.Hash), walked);
        List<(uint Hash, string Key)> later = [];
        store.Walk(walked[60].Hash, 10, later);
        Assert.Equal(walked[60..], later);
        Assert.Equal(keys.Order(StringComparer.Ordinal), Enumerable.Range(0, 100).Select(place => store.KeyAt(place)!).Order(StringComparer.Ordinal));
        Assert.Null(store.KeyAt(100));
        Assert.True(store.TryGetValue("key7", out TensorValue value));
        value.Release();
        Assert.False(store.TryGetValue("absent", out _));
        Assert.False(store.TryReplace("key7", default));
        store.SetUnacknowledged("key7", one, TimeSpan.FromSeconds(1));
        await store.AcknowledgeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromSeconds(1), store.GetTimeToLive("key7"));
        Assert.True(store.SetTimeToLiveUnacknowledged("key7", null));
        Assert.True(store.RemoveUnacknowledged("key7"));
        Assert.Equal((0, null, false, false), (store.ExpiringCount, store.MaxBytes, store.Evicts, store.IsAwaited));
    }

    /// <summary>A container that has only what was added as it is.</summary>
    private sealed class Instances(IServiceCollection services) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(IOptions<RedisAiOptions>) ? Options.Create(new RedisAiOptions())
            : serviceType.IsGenericType && serviceType.GetGenericTypeDefinition() == typeof(IEnumerable<>) ? Array.CreateInstance(serviceType.GenericTypeArguments[0], 0)
            : services.LastOrDefault(service => service.ServiceType == serviceType)?.ImplementationInstance;
    }
}
