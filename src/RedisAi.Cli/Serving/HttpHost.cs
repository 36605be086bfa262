using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RedisAi.Cli.CommandLine;
using RedisAi.Server;
using RedisAi.Server.Access;
using RedisAi.Server.Connections;
using RedisAi.Server.Running;

namespace RedisAi.Cli.Serving;

/// <summary>Makes the host of a server that speaks Redis' protocol and HTTP, with one engine and the same users.</summary>
internal static class HttpHost
{
    private static readonly string[] s_localHosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <param name="configuration">Settings that win over those of files and of the environment.</param>
    /// <param name="http">Where it listens for HTTP.</param>
    /// <exception cref="CliException">It would be open to others, or the address is none.</exception>
    public static IHost Create(IEnumerable<KeyValuePair<string, string?>> configuration, HttpSettings http)
    {
        if (ListenAddress.Parse(http.Address).Count == 0)
        {
            throw new CliException($"--http-bind ({http.Address}) must be an IP address, {ListenAddress.Loopback}, or {ListenAddress.Everywhere} for all addresses.");
        }

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        ServerHost.Add(builder, configuration).AddMlflow();
        builder.Services.AddSingleton(static services => new UserTable(Settings(services)));
        HttpListening.Configure(builder, http, Settings);
        if (ListenAddress.IsLocal(http.Address))
        {
            // A page that a browser of this machine shows could have its name lead here, and would then be no stranger to the browser.
            builder.Services.Configure<HostFilteringOptions>(static options => options.AllowedHosts = s_localHosts);
        }

        WebApplication application = builder.Build();
        try
        {
            Map(application, http);
            return application;
        }
        catch
        {
            ((IDisposable)application).Dispose();
            throw;
        }
    }

    private static void Map(WebApplication application, HttpSettings http)
    {
        bool isLocal = ListenAddress.IsLocal(http.Address);
        UserTable users = application.Services.GetRequiredService<UserTable>();
        if (!isLocal && users.Everybody is not null)
        {
            throw new CliException(
                $"--http-bind ({http.Address}) is reached from other machines, and there is no password: set --requirepass (RedisAi__Resp__Password), or add users (RedisAi:Resp:Users), or listen on {ListenAddress.Loopback}.");
        }

        if (isLocal)
        {
            application.UseHostFiltering();
        }

        application.UseRouting();
        application.Use(next => new HttpLogin(users, next).InvokeAsync);
        application.MapDeployments();
        application.MapOpenInference();
    }

    private static RespEndpointOptions Settings(IServiceProvider services) =>
        services.GetRequiredService<IOptionsMonitor<RespEndpointOptions>>().Get(RespEndpointBuilderExtensions.FirstName);
}
