using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace RedisAi.Hosting;

/// <summary>Reads the settings of the engine from the application's configuration, where it has one.</summary>
internal sealed class RedisAiOptionsBinder(IConfiguration? configuration = null) : IConfigureOptions<RedisAiOptions>
{
    public const string Section = "RedisAi";

    // The call is replaced by generated code, which needs no reflection.
    public void Configure(RedisAiOptions options) => configuration?.GetSection(Section).Bind(options);
}
