using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RedisAi.Diagnostics;
using RedisAi.Hosting;
using RedisAi.Server.Ai;
using RedisAi.Server.Commands;
using RedisAi.Server.Saving;
using RedisAi.Server.Scripts;

namespace RedisAi.Server.Hosting;

/// <summary>Registers what the endpoints of a container share.</summary>
internal static class ServerServices
{
    public static void Add(IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(ServerState)))
        {
            return;
        }

        services.AddSingleton(new OtherSettings("Resp"));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RespEndpointOptions>, RespEndpointOptionsValidator>());
        services.AddSingleton(static provider => new EngineCommands(provider.GetRequiredService<RedisAiEngine>(), Time(provider), AiSettings.From(provider.GetService<IConfiguration>())));
        services.AddSingleton<ICommandGroup>(static provider => provider.GetRequiredService<EngineCommands>());
        services.AddSingleton(static provider => provider.GetRequiredService<EngineCommands>().Keys);
        services.AddSingleton(static provider => provider.GetRequiredService<EngineCommands>().Modules);
        services.AddSingleton(CreateState);
        services.AddSingleton(static provider => new EndpointMetrics(provider.GetRequiredService<ServerState>().Clients, provider.GetService<IMeterFactory>()));
        services.TryAddSingleton<IKeyspace>(static provider => new EndpointKeyspace(provider.GetRequiredService<ServerState>));
    }

    private static TimeProvider Time(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;

    private static ServerState CreateState(IServiceProvider provider)
    {
        ServerState state = MakeState(provider);
        if (UnknownRespSettings.Find(provider.GetService<IConfiguration>()) is { Count: > 0 } unknown)
        {
            state.Logger.UnknownRespSettings(string.Join(", ", unknown));
        }

        return state;
    }

    private static ServerState MakeState(IServiceProvider provider) => new(
        Time(provider),
        (provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(EngineMetrics.Name),
        provider.GetRequiredService<IEndpointKeys>(),
        provider.GetRequiredService<RedisAiEngine>() is { TensorStore.IsDurable: true } engine ? new EngineSaver(engine) : null,
        provider.GetService<IServerProcess>(),
        server => new CommandTable([.. OwnCommands.All(server), .. provider.GetServices<ICommandGroup>().SelectMany(static group => group.Commands)]),
        provider.GetServices<IInfoSection>());
}
