using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RedisAi;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.OpenInference;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds endpoints that speak the Open Inference Protocol.</summary>
public static class OpenInferenceEndpointRouteBuilderExtensions
{
    private const string LoggerName = "RedisAi";
    private const string Model = $"/models/{{{OfferedModels.NameParameter}}}";
    private const string Version = $"/versions/{{{OfferedModels.VersionParameter}}}";

    /// <summary>Offers the models of the engine over the Open Inference Protocol, version 2, as KServe, Triton and MLServer speak it: JSON, and tensors as bytes.</summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="prefix">What comes before <c>/v2</c> in all addresses.</param>
    /// <param name="configure">Changes the settings. Null for the defaults.</param>
    /// <returns>All the endpoints together: for authorisation, rate limits and other conventions. Without any, everybody who reaches the application may call.</returns>
    /// <remarks>
    /// <para>Calls share runs as all calls of the engine do. A call that could not be answered in time is answered with 503 and <c>Retry-After</c>, one that missed its deadline with
    /// 504, and one whose client went away is cancelled. Errors have the form <c>{"error": "..."}</c>; errors of the server's own go to the log, and clients are told no more than that.</para>
    /// <para>JSON has no word for NaN and infinity: answers have null for them, bytes keep them. In floating-point inputs null is NaN; the words NaN, Infinity and -Infinity are understood, bare or in quotes.</para>
    /// </remarks>
    /// <exception cref="OptionsValidationException">A setting makes no sense.</exception>
    /// <exception cref="InvalidOperationException">The application has no engine: <c>services.AddRedisAi()</c> is missing.</exception>
    public static IEndpointConventionBuilder MapOpenInference(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string prefix = "",
        Action<OpenInferenceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        OpenInferenceOptions options = new();
        configure?.Invoke(options);
        OpenInferenceOptionsValidator.ThrowIfWrong(options);

        IServiceProvider services = endpoints.ServiceProvider;
        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(IRedisAi)) == false)
        {
            throw new InvalidOperationException($"{nameof(MapOpenInference)} has no engine to offer the models of: call services.AddRedisAi() before the application is built.");
        }

        ILogger logger = (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(LoggerName);
        GuardedEndpoint guard = new(new OpenInferenceErrorForm(), logger);
        OfferedModels models = new(new Lazy<IRedisAi>(services.GetRequiredService<IRedisAi>), options.Offers);
        RouteGroupBuilder group = endpoints.MapGroup($"{prefix}/v2");
        MapServer(group, new MethodFilter(guard), new ServerHandlers(models, options, guard, services.GetService<HealthCheckService>()));
        MapModels(group, new MethodFilter(guard), new ModelHandlers(models, guard), new InferHandler(models, options, guard));
        return group;
    }

    private static void MapServer(RouteGroupBuilder group, MethodFilter only, ServerHandlers server)
    {
        group.Map("", only.Get(server.MetadataAsync));
        group.Map("/health/live", only.Get(ServerHandlers.LiveAsync));
        group.Map("/health/ready", only.Get(server.ReadyAsync));
        group.Map("/repository/index", only.Post(server.IndexAsync));
        group.Map("/{**rest}", (RequestDelegate)server.UnknownAsync);
    }

    private static void MapModels(RouteGroupBuilder group, MethodFilter only, ModelHandlers model, InferHandler infer)
    {
        foreach (string path in new[] { Model, Model + Version })
        {
            group.Map(path, only.Get(model.MetadataAsync));
            group.Map($"{path}/ready", only.Get(model.ReadyAsync));
            group.Map($"{path}/config", only.Get(model.ConfigurationAsync));
            group.Map($"{path}/stats", only.Get(model.StatisticsAsync));
            group.Map($"{path}/infer", only.Post(infer.HandleAsync));
        }
    }
}
