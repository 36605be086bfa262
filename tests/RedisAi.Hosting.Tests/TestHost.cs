using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisAi.Testing;

namespace RedisAi.Hosting.Tests;

/// <summary>Makes hosts whose content lies in a folder of its own, and which keep what they log.</summary>
internal sealed class TestHost : IDisposable
{
    private readonly TemporaryFolder _content = new();

    public string ContentRoot => _content.Path;

    public RecordedLog Log { get; } = new();

    public HostApplicationBuilder CreateBuilder(params string[] arguments)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = arguments,
            ContentRootPath = ContentRoot,

            // Checks scopes, and that what is registered can be made.
            EnvironmentName = Environments.Development,
        });
        builder.Logging.ClearProviders().AddProvider(Log);
        return builder;
    }

    /// <summary>Writes a file that the fake backend takes for a model.</summary>
    public void AddFile(string path)
    {
        string full = Path.Combine(ContentRoot, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, [1, 2, 3]);
    }

    public void Dispose() => _content.Dispose();
}

internal static class TestHostExtensions
{
    public static async Task<HealthReportEntry> CheckHealthAsync(this IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["redisai"];
}
