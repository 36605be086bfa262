using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RedisAi.Hosting.Tests;

/// <summary>A service provider without a host.</summary>
public sealed class ProviderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ModelSource Echo => ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]);

    [Fact]
    public async Task What_was_added_is_loaded_without_a_host()
    {
        ServiceCollection services = new();
        services.AddRedisAi().AddModel("echo", Echo).AddDag("encode", static dag => dag.Output("y", dag.Model("echo", dag.Input("x"))[0]));
        await using ServiceProvider provider = services.BuildServiceProvider();

        CancellationToken cancellationToken = Token;

        #region hosting-provider
        await provider.LoadRedisAiAsync(cancellationToken);
        #endregion

        Assert.Equal(1, provider.GetRequiredService<IRedisAi>().Models.GetInfo("echo").Version);
        Assert.Single(provider.GetRequiredKeyedService<DagPlan>("encode").Inputs);
    }

    [Fact]
    public async Task What_is_loaded_is_not_loaded_again()
    {
        ServiceCollection services = new();
        services.AddRedisAi().AddModel("echo", Echo);
        await using ServiceProvider provider = services.BuildServiceProvider();

        await provider.LoadRedisAiAsync(Token);
        await provider.LoadRedisAiAsync(Token);

        Assert.Equal(1, provider.GetRequiredService<IRedisAi>().Models.GetInfo("echo").Version);
    }

    [Fact]
    public async Task Model_of_a_provider_that_loads_nothing_says_what_to_call()
    {
        ServiceCollection services = new();
        services.AddRedisAi().AddModel("echo", Echo);
        await using ServiceProvider provider = services.BuildServiceProvider();

        ModelNotFoundException error = Assert.Throws<ModelNotFoundException>(() => provider.GetRequiredKeyedService<IModel>("echo").Signature);

        Assert.Equal(
            "There is no model under the key 'echo': it is loaded when the host starts, and was not yet: use it later, in ExecuteAsync or a handler; without a host, await LoadRedisAiAsync of the service provider.",
            error.Message);
    }

    [Fact]
    public async Task Failure_ends_the_loading_only_when_failing_fast()
    {
        await using ServiceProvider patient = Failing(failFast: false);
        await using ServiceProvider fast = Failing(failFast: true);

        await patient.LoadRedisAiAsync(Token);
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => fast.LoadRedisAiAsync(Token));

        static ServiceProvider Failing(bool failFast)
        {
            ServiceCollection services = new();
            services.AddRedisAi(options => options.FailFast = failFast).AddModel("bad", static _ => throw new TimeZoneNotFoundException("Nowhere."));
            return services.BuildServiceProvider();
        }
    }

    [Fact]
    public async Task Settings_are_checked_and_an_engine_must_have_been_added()
    {
        ServiceCollection services = new();
        services.AddRedisAi(static options => options.Tensors.MaxBytes = 0);
        await using ServiceProvider wrong = services.BuildServiceProvider();
        await using ServiceProvider empty = new ServiceCollection().BuildServiceProvider();

        await Assert.ThrowsAsync<OptionsValidationException>(() => wrong.LoadRedisAiAsync(Token));
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => empty.LoadRedisAiAsync(Token));
        Assert.Contains("call services.AddRedisAi()", error.Message, StringComparison.Ordinal);
    }
}
