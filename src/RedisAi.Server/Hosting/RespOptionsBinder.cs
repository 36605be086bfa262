using Microsoft.Extensions.Configuration;

namespace RedisAi.Server.Hosting;

/// <summary>Reads the settings of endpoints from the application's configuration, where it has one.</summary>
internal static class RespOptionsBinder
{
    public const string Section = "RedisAi:Resp";

    // The call is replaced by generated code, which needs no reflection.
    public static void Bind(IConfiguration? configuration, RespEndpointOptions options) => configuration?.GetSection(Section).Bind(options);
}
