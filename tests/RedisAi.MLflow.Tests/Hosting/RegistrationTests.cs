using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RedisAi.MLflow.Hosting;
using RedisAi.MLflow.Settings;

namespace RedisAi.MLflow.Tests.Hosting;

public sealed class RegistrationTests
{
    [Fact]
    public async Task Client_deployments_and_contracts_are_singletons()
    {
        await using ServiceProvider services = Services(static builder => builder.AddMlflow().AddMlflow());

        Assert.Same(services.GetRequiredService<MlflowClient>(), Assert.Single(services.GetServices<MlflowClient>()));
        Assert.Same(services.GetRequiredService<ScoringContracts>(), Assert.Single(services.GetServices<ScoringContracts>()));
        MlflowDeployments deployments = Assert.Single(services.GetServices<MlflowDeployments>());
        await services.GetRequiredService<RedisAiEngine>().Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("m", Assert.Single(await deployments.ListAsync(TestContext.Current.CancellationToken)).Name);
    }

    [Fact]
    public void Code_wins_over_the_configuration_also_code_that_came_before()
    {
        using ServiceProvider services = Services(
            static builder =>
            {
                builder.Services.Configure<MlflowClientOptions>(static options => options.MaxRetries = 1);
                builder.AddMlflow(static options => options.MaxParallelDownloads = 2);
            },
            ("RedisAi:Mlflow:MaxRetries", "3"), ("RedisAi:Mlflow:MaxParallelDownloads", "3"), ("RedisAi:Mlflow:MaxModelFiles", "3"),
            ("RedisAi:Mlflow:Cache:MaxBytes", "4"), ("RedisAi:Mlflow:Tls:Insecure", "true"));

        MlflowClientOptions options = services.GetRequiredService<IOptions<MlflowClientOptions>>().Value;

        Assert.Equal((1, 2, 3, 4L), (options.MaxRetries, options.MaxParallelDownloads, options.MaxModelFiles, options.Cache.MaxBytes));
        Assert.True(options.Tls.Insecure);
    }

    [Fact]
    public void Configuration_wins_over_the_environment()
    {
        MlflowEnvironment environment = new(static name => name switch { "MLFLOW_TRACKING_URI" => "http://environment:1", "MLFLOW_WORKSPACE" => "w", _ => null }, home: null);
        MlflowClientOptions options = new();

        new MlflowOptionsBinder(environment, Configuration(("RedisAi:Mlflow:TrackingUri", "http://configuration:2"))).Configure(options);

        Assert.Equal(("http://configuration:2", "w"), (options.TrackingUri, options.Workspace));
    }

    [Fact]
    public async Task Wrong_settings_end_the_start_of_the_host()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddRedisAi().AddMlflow(static options => options.MaxParallelDownloads = 0);
        using IHost host = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("RedisAi:Mlflow:MaxParallelDownloads (0) must be between 1 and 256", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_application_has_registered_itself_stays()
    {
        ScoringContracts own = new();
        using ServiceProvider services = Services(builder =>
        {
            builder.Services.AddSingleton(own);
            builder.AddMlflow();
        });

        Assert.Same(own, services.GetRequiredService<ScoringContracts>());
    }

    private static ServiceProvider Services(Action<RedisAiBuilder> add, params (string Key, string Value)[] settings)
    {
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(Configuration(settings));
        add(services.AddRedisAi());
        return services.BuildServiceProvider(validateScopes: true);
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
        .Build();
}
