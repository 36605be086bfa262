using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.Hosting;
using RedisAi.Server.Saving;

namespace RedisAi.Server.Running;

/// <summary>Makes the host of the program: the engine with its backends, and one endpoint.</summary>
internal static class ServerHost
{
    private const int UsualPort = 6379;

    /// <param name="arguments">Settings that win over those of files and of the environment.</param>
    /// <exception cref="InvalidOperationException">The port is no number.</exception>
    public static IHost Create(IEnumerable<KeyValuePair<string, string?>> arguments)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        Add(builder, arguments);
        return builder.Build();
    }

    /// <summary>Adds what the host has.</summary>
    /// <param name="builder">Gets it.</param>
    /// <param name="arguments">Settings that win over those of files and of the environment.</param>
    /// <returns>The engine, to add further things to.</returns>
    /// <exception cref="InvalidOperationException">The port is no number.</exception>
    public static RedisAiBuilder Add(IHostApplicationBuilder builder, IEnumerable<KeyValuePair<string, string?>> arguments)
    {
        builder.Configuration.AddJsonFile("redisai.json", optional: true).AddInMemoryCollection(arguments);
        builder.Services.AddSingleton<IServerProcess, HostProcess>();
        RedisAiBuilder engine = builder.Services.AddRedisAi().AddOnnxBackend().AddTorchBackend().AddTfLiteBackend().AddImporters().AddRespEndpoint(Port(builder.Configuration));
        builder.Services.AddSingleton(new OtherSettings("Store"));
        if (builder.Configuration["RedisAi:Store:Path"] is { Length: > 0 } file)
        {
            engine.AddSqliteStorage(file);
        }

        return engine;
    }

    private static int Port(IConfiguration configuration) => configuration["RedisAi:Resp:Port"] switch
    {
        null => UsualPort,
        string text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            ? port
            : throw new InvalidOperationException($"RedisAi:Resp:Port ({text}) must be a number."),
    };
}
