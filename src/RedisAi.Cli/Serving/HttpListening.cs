using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using RedisAi.Server;
using RedisAi.Server.Connections;
using RedisAi.Server.Hosting;

namespace RedisAi.Cli.Serving;

/// <summary>Has the web server listen where it is told to, and nowhere else, encrypted where Redis' protocol is.</summary>
internal static class HttpListening
{
    public static void Configure(WebApplicationBuilder builder, HttpSettings http, Func<IServiceProvider, RespEndpointOptions> settings) =>
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // Addresses in files of settings would be open without having been looked at.
            kestrel.Configure(new ConfigurationBuilder().Build());
            kestrel.AddServerHeader = false;

            // The certificate lives as long as the process.
            SslServerAuthenticationOptions? tls = TlsSetup.Create(settings(kestrel.ApplicationServices), out X509Certificate2? _);
            Listen(kestrel, http, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (tls is not null)
                {
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls) });
                }
            });
        });

    private static void Listen(KestrelServerOptions kestrel, HttpSettings http, Action<ListenOptions> configure)
    {
        switch (http.Address)
        {
            case ListenAddress.Everywhere:
                kestrel.ListenAnyIP(http.Port, configure);
                break;
            case ListenAddress.Loopback when http.Port != 0:
                kestrel.ListenLocalhost(http.Port, configure);
                break;
            case string address:
                // A free port is one of one address.
                kestrel.Listen(address == ListenAddress.Loopback ? IPAddress.Loopback : ListenAddress.Parse(address)[0], http.Port, configure);
                break;
        }
    }
}
