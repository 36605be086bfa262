using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RedisAi.Hosting.Tests;

public sealed class OptionsTests : IDisposable
{
    private readonly TestHost _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Every_setting_is_read_from_the_configuration()
    {
        HostApplicationBuilder builder = _test.CreateBuilder(
            "--RedisAi:Tensors:MaxBytes=1073741824",
            "--RedisAi:Tensors:Eviction=LeastRecentlyUsed",
            "--RedisAi:ShutdownTimeout=00:00:03",
            "--RedisAi:FailFast=true");
        builder.Services.AddRedisAi();

        RedisAiOptions options = Options(builder);

        Assert.Equal(1L << 30, options.Tensors.MaxBytes);
        Assert.Equal(TensorEviction.LeastRecentlyUsed, options.Tensors.Eviction);
        Assert.Equal(TimeSpan.FromSeconds(3), options.ShutdownTimeout);
        Assert.True(options.FailFast);
    }

    [Fact]
    public void Settings_that_nobody_sets_keep_their_defaults()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi();

        RedisAiOptions options = Options(builder);

        Assert.Null(options.Tensors.MaxBytes);
        Assert.Equal(TensorEviction.Reject, options.Tensors.Eviction);
        Assert.Equal(TimeSpan.FromSeconds(10), options.ShutdownTimeout);
        Assert.False(options.FailFast);
    }

    [Fact]
    public void Code_wins_over_the_configuration_setting_by_setting()
    {
        HostApplicationBuilder builder = _test.CreateBuilder("--RedisAi:Tensors:MaxBytes=1024", "--RedisAi:ShutdownTimeout=00:00:03");
        builder.Services.AddRedisAi(static options => options.Tensors.MaxBytes = 2048);

        RedisAiOptions options = Options(builder);

        Assert.Equal(2048, options.Tensors.MaxBytes);
        Assert.Equal(TimeSpan.FromSeconds(3), options.ShutdownTimeout);
    }

    [Fact]
    public void Code_that_came_before_the_engine_was_added_wins_too()
    {
        HostApplicationBuilder builder = _test.CreateBuilder("--RedisAi:Tensors:MaxBytes=1024");
        builder.Services.Configure<RedisAiOptions>(static options => options.Tensors.MaxBytes = 2048);
        builder.Services.AddRedisAi();

        Assert.Equal(2048, Options(builder).Tensors.MaxBytes);
    }

    [Theory]
    [InlineData("--RedisAi:Tensors:MaxBytes=0", "RedisAi:Tensors:MaxBytes (0) must be positive, or null for no limit.")]
    [InlineData("--RedisAi:Tensors:Eviction=LeastRecentlyUsed", "RedisAi:Tensors:Eviction is LeastRecentlyUsed, which needs a limit: set RedisAi:Tensors:MaxBytes.")]
    [InlineData("--RedisAi:ShutdownTimeout=-00:00:01", "RedisAi:ShutdownTimeout (-00:00:01) must not be negative.")]
    [InlineData("--RedisAi:ShutdownTimeout=10", "RedisAi:ShutdownTimeout (10.00:00:00) must not exceed one day. A number alone is read as days: write 00:00:10 for ten seconds.")]
    public async Task Settings_that_make_no_sense_end_the_start_with_the_reason(string argument, string reason)
    {
        int made = 0;
        HostApplicationBuilder builder = _test.CreateBuilder(argument);
        builder.Services.AddRedisAi().AddBackend(_ =>
        {
            made++;
            return new FakeBackend();
        });
        using IHost host = builder.Build();

        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(reason, error.Message);
        Assert.Equal(0, made);
    }

    [Fact]
    public async Task Setting_that_cannot_be_read_ends_the_start_with_its_key()
    {
        HostApplicationBuilder builder = _test.CreateBuilder("--RedisAi:Tensors:MaxBytes=plenty");
        builder.Services.AddRedisAi();
        using IHost host = builder.Build();

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("RedisAi:Tensors:MaxBytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_mean_nothing_are_warned_of_when_the_host_starts()
    {
        HostApplicationBuilder builder = _test.CreateBuilder("--RedisAi:Tensors:MaxByte=1024", "--RedisAi:Failfast=false", "--RedisAi:Threads=3");
        builder.Services.AddRedisAi();
        using IHost host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Contains("RedisAi[304]: The configuration has keys that mean nothing, and are ignored: RedisAi:Tensors:MaxByte, RedisAi:Threads", _test.Log.Lines);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Keys_that_mean_something_are_not_warned_of()
    {
        HostApplicationBuilder builder = _test.CreateBuilder(
            "--RedisAi:Tensors:MaxBytes=1024", "--RedisAi:Tensors:Eviction=Reject", "--RedisAi:ShutdownTimeout=00:00:03", "--RedisAi:FailFast=false", "--RedisAi:Durability:Mode=EveryWrite", "--RedisAi:Durability:Interval=00:00:02");
        builder.Services.AddRedisAi();
        using IHost host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain(_test.Log.Lines, static line => line.StartsWith("RedisAi[304]", StringComparison.Ordinal));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static RedisAiOptions Options(HostApplicationBuilder builder)
    {
        using IHost host = builder.Build();
        return host.Services.GetRequiredService<IOptions<RedisAiOptions>>().Value;
    }
}
