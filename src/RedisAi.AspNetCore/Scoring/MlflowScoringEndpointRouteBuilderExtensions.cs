using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RedisAi;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Scoring;
using RedisAi.MLflow;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds endpoints that speak MLflow's scoring protocol.</summary>
public static class MlflowScoringEndpointRouteBuilderExtensions
{
    private const string LoggerName = "RedisAi";

    private static readonly string[] s_get = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Offers a model as <c>mlflow models serve</c> does: <c>/invocations</c>, <c>/ping</c>, <c>/health</c> and <c>/version</c>.</summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="model">The key of the model. It need not be there yet.</param>
    /// <param name="prefix">What comes before all addresses, such as <c>/models/resnet</c>; MLflow's own servers have nothing there.</param>
    /// <param name="configure">Changes the settings. Null for the defaults.</param>
    /// <returns>All the endpoints together: for authorisation, rate limits and other conventions. Without any, everybody who reaches the application may call.</returns>
    /// <remarks>
    /// <para>Requests are JSON with <c>inputs</c>, <c>instances</c>, <c>dataframe_split</c> or <c>dataframe_records</c>, or CSV. They share runs as all calls of the engine do. A call
    /// that could not be answered in time is answered with 503 and <c>Retry-After</c>, one that missed its deadline with 504, and one whose client went away is cancelled. Errors have the
    /// form <c>{"error_code": "...", "message": "..."}</c>; errors of the server's own go to the log, and clients are told no more than that.</para>
    /// <para>Where MLflow's own server is known to do badly, this does otherwise: a missing content type is 415, a fraction for an integer input 400, and NaN in an answer is null.</para>
    /// </remarks>
    /// <exception cref="OptionsValidationException">A setting makes no sense.</exception>
    /// <exception cref="InvalidOperationException">The application has no engine: <c>services.AddRedisAi()</c> is missing.</exception>
    public static IEndpointConventionBuilder MapMlflowScoring(
        this IEndpointRouteBuilder endpoints,
        string model,
        [StringSyntax("Route")] string prefix = "",
        Action<MlflowScoringOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentNullException.ThrowIfNull(prefix);
        MlflowScoringOptions options = new();
        configure?.Invoke(options);
        new EndpointSettings(options.MaxBodyBytes, options.DefaultTimeout, options.CompressFromBytes).ThrowIfWrong<MlflowScoringOptions>();

        IServiceProvider services = endpoints.ServiceProvider;
        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(IRedisAi)) == false)
        {
            throw new InvalidOperationException($"{nameof(MapMlflowScoring)} has no engine to offer '{model}' of: call services.AddRedisAi() before the application is built.");
        }

        ILogger logger = (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(LoggerName);
        GuardedEndpoint guard = new(new MlflowErrorForm(), logger);
        ScoredModel scored = new(model, new Lazy<IRedisAi>(services.GetRequiredService<IRedisAi>), options, services.GetService<ScoringContracts>(), logger);
        StatusHandlers status = new(scored);
        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        group.MapPost("/invocations", guard.Of(new InvocationsHandler(scored, options, guard).HandleAsync));
        group.MapMethods("/ping", s_get, guard.Of(status.PingAsync));
        group.MapMethods("/health", s_get, guard.Of(status.PingAsync));
        group.MapMethods("/version", s_get, guard.Of(status.VersionAsync));
        return group;
    }
}
