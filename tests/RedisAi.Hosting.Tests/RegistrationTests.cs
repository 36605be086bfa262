using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.Backends;

namespace RedisAi.Hosting.Tests;

public sealed class RegistrationTests
{
    private static readonly ServiceProviderOptions s_strict = new() { ValidateScopes = true, ValidateOnBuild = true };

    [Fact]
    public async Task Engine_is_one_singleton_under_both_of_its_types()
    {
        ServiceCollection services = new();
        services.AddRedisAi();
        await using ServiceProvider provider = services.BuildServiceProvider(s_strict);
        using IServiceScope scope = provider.CreateScope();

        IRedisAi injected = scope.ServiceProvider.GetRequiredService<IRedisAi>();

        Assert.Same(injected, provider.GetRequiredService<IRedisAi>());
        Assert.Same(injected, provider.GetRequiredService<RedisAiEngine>());
    }

    [Fact]
    public void Adding_the_engine_twice_registers_it_once()
    {
        ServiceCollection once = new();
        once.AddRedisAi();
        ServiceCollection twice = new();

        twice.AddRedisAi();
        twice.AddRedisAi();

        Assert.Equal(once.Select(static service => service.ServiceType), twice.Select(static service => service.ServiceType));
        Assert.Single(twice, static service => service.ServiceType == typeof(IHostedService));
    }

    [Fact]
    public void Settings_of_both_calls_apply_when_the_engine_is_added_twice()
    {
        ServiceCollection services = new();
        services.AddRedisAi(static options => options.Tensors.MaxBytes = 1);
        services.AddRedisAi(static options => options.Tensors.Eviction = TensorEviction.LeastRecentlyUsed);

        using ServiceProvider provider = services.BuildServiceProvider(s_strict);
        using AiTensor tensor = AiTensor.Scalar(1L);

        // A tensor that is larger than the store is refused whatever may be evicted.
        TensorStoreFullException error = Assert.Throws<TensorStoreFullException>(() => provider.GetRequiredService<IRedisAi>().Tensors.Set("x", tensor));
        Assert.Equal(1, error.Available);
    }

    [Fact]
    public async Task Backend_that_is_added_twice_is_made_once()
    {
        int made = 0;
        ServiceCollection services = new();
        services.AddRedisAi()
            .AddBackend(_ => Make())
            .AddBackend(_ => Make())
            .AddBackend<CountedBackend>();
        await using ServiceProvider provider = services.BuildServiceProvider(s_strict);

        provider.GetRequiredService<IRedisAi>();

        Assert.Equal(1, made);

        CountedBackend Make()
        {
            made++;
            return new CountedBackend([]);
        }
    }

    [Fact]
    public async Task Backend_that_is_added_by_type_gets_its_services()
    {
        List<string> made = [];
        ServiceCollection services = new();
        services.AddSingleton<ICollection<string>>(made);
        services.AddRedisAi().AddBackend<CountedBackend>();
        await using ServiceProvider provider = services.BuildServiceProvider(s_strict);

        provider.GetRequiredService<IRedisAi>();

        Assert.Equal(["made"], made);
    }

    [Fact]
    public void Different_delegates_of_unknown_backends_are_all_kept()
    {
        ServiceCollection services = new();
        Func<IServiceProvider, IBackend> first = static _ => new FakeBackend("ONE");
        Func<IServiceProvider, IBackend> second = static _ => new FakeBackend("TWO");

        services.AddRedisAi().AddBackend(first).AddBackend(second).AddBackend(first);

        // With the first one made twice there would be two backends of one name, which the engine refuses.
        using ServiceProvider provider = services.BuildServiceProvider(s_strict);
        Assert.NotNull(provider.GetRequiredService<IRedisAi>());
    }

    [Fact]
    public void What_makes_the_engine_fail_comes_out_though_a_backend_cannot_be_closed()
    {
        FakeBackend first = new("ONE") { OnDispose = static () => throw new TimeZoneNotFoundException("Later.") };
        FakeBackend second = new("TWO");
        ServiceCollection services = new();
        services.AddRedisAi().AddBackend(IBackend (_) => first).AddBackend(IBackend (_) => second).AddBackend(static IBackend (_) => throw new InvalidTimeZoneException("Nowhere."));
        using ServiceProvider provider = services.BuildServiceProvider(s_strict);

        Assert.Throws<InvalidTimeZoneException>(() => provider.GetRequiredService<IRedisAi>());

        Assert.Equal((1, 1), (first.Disposals, second.Disposals));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Container_disposes_the_engine_which_disposes_its_backends_once(bool asynchronously)
    {
        FakeBackend backend = new();
        ServiceCollection services = new();
        services.AddRedisAi().AddBackend(_ => backend);
        ServiceProvider provider = services.BuildServiceProvider(s_strict);
        IRedisAi ai = provider.GetRequiredService<IRedisAi>();

        if (asynchronously)
        {
            await provider.DisposeAsync();
        }
        else
        {
#pragma warning disable CA1849, MA0042 // What synchronous disposal does is the question.
            provider.Dispose();
#pragma warning restore CA1849, MA0042
        }

        Assert.Equal(1, backend.Disposals);
        Assert.Throws<ObjectDisposedException>(() => ai.Models.List());
    }

    [Fact]
    public void Backends_are_disposed_when_the_engine_cannot_be_made()
    {
        FakeBackend backend = new();
        ServiceCollection services = new();
        services.AddRedisAi()
            .AddBackend(_ => backend)
            .AddBackend<IBackend>(static _ => throw new BackendUnavailableException("TWO", "Install it."));
        using ServiceProvider provider = services.BuildServiceProvider(s_strict);

        Assert.Throws<BackendUnavailableException>(provider.GetRequiredService<IRedisAi>);

        Assert.Equal(1, backend.Disposals);
    }

    [Fact]
    public async Task Keyed_model_can_be_had_before_it_is_loaded_and_follows_its_key()
    {
        ServiceCollection services = new();
        services.AddRedisAi().AddModel("echo", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        await using ServiceProvider provider = services.BuildServiceProvider(s_strict);

        IModel model = provider.GetRequiredKeyedService<IModel>("echo");

        Assert.Equal("echo", model.Key);
        Assert.Throws<ModelNotFoundException>(() => model.Signature);

        IModelRegistry models = provider.GetRequiredService<IRedisAi>().Models;
        await models.StoreAsync("echo", ModelSource.FromFunction(["later"], ["y"], static inputs => [inputs[0]]), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("later", model.Signature.Inputs[0].Name);
    }

    [Fact]
    public void Keyed_model_that_was_not_added_cannot_be_resolved()
    {
        ServiceCollection services = new();
        services.AddRedisAi();
        using ServiceProvider provider = services.BuildServiceProvider(s_strict);

        Assert.Null(provider.GetKeyedService<IModel>("echo"));
    }

    [Fact]
    public void Model_options_are_checked_where_the_model_is_added()
    {
        RedisAiBuilder builder = new ServiceCollection().AddRedisAi();

        ArgumentException error = Assert.Throws<ArgumentException>(() => builder.AddModel("vad", "vad.fake", static model => model.Threads = 0));

        Assert.Contains("Threads (0) must be between 1 and 1024.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Meter_comes_from_the_containers_factory()
    {
        using RecordingMeterFactory factory = new();
        ServiceCollection services = new();
        services.AddSingleton<IMeterFactory>(factory);
        services.AddRedisAi();
        await using ServiceProvider provider = services.BuildServiceProvider(s_strict);

        provider.GetRequiredService<IRedisAi>();

        Assert.Equal(["RedisAi"], factory.Names);
    }

    [Fact]
    public async Task Time_comes_from_the_containers_provider()
    {
        FrozenTime time = new();
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(time);
        services.AddRedisAi();
        await using ServiceProvider provider = services.BuildServiceProvider(s_strict);
        ITensorStore tensors = provider.GetRequiredService<IRedisAi>().Tensors;
        using AiTensor tensor = AiTensor.Scalar(1L);
        tensors.Set("x", tensor, TimeSpan.FromHours(1));

        time.Timestamp += TimeSpan.TicksPerHour * 2;

        Assert.False(tensors.Contains("x"));
    }

    private sealed class CountedBackend(ICollection<string> made) : IBackend
    {
        private readonly FakeBackend _inner = Made(made);

        public string Name => "COUNTED";

        public bool Recognizes(ModelContent content) => false;

        public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken) =>
            _inner.Load(content, options, cancellationToken);

        public void Dispose() => _inner.Dispose();

        private static FakeBackend Made(ICollection<string> made)
        {
            made.Add("made");
            return new FakeBackend();
        }
    }

    private sealed class RecordingMeterFactory : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public IEnumerable<string> Names => _meters.Select(static meter => meter.Name);

        public Meter Create(MeterOptions options)
        {
            Meter meter = new(options);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose() => _meters.ForEach(static meter => meter.Dispose());
    }

    private sealed class FrozenTime : TimeProvider
    {
        public long Timestamp { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Timestamp;
    }
}
