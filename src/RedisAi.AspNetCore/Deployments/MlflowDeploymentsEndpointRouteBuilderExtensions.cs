using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RedisAi;
using RedisAi.AspNetCore.Deployments;
using RedisAi.AspNetCore.Deployments.Archives;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Scoring;
using RedisAi.MLflow;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds endpoints that deploy models to the engine of the application.</summary>
public static class MlflowDeploymentsEndpointRouteBuilderExtensions
{
    private const string LoggerName = "RedisAi";
    private const string One = $"/{{{DeploymentName.Parameter}}}";

    /// <summary>Offers the deployments of the engine over HTTP, as MLflow's plugin <c>mlflow-redisai-net</c> asks for them: create, update, delete, list, get, predict and explain.</summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="prefix">What comes before the names of deployments in all addresses; the plugin expects <c>/deployments</c> unless its target says otherwise.</param>
    /// <param name="configure">Changes the settings. Null for the defaults.</param>
    /// <returns>All the endpoints together: for authorisation, rate limits and other conventions.</returns>
    /// <remarks>
    /// <para><b>A model is code that runs in this process, so whoever may deploy may do in it what they like. Without <c>RequireAuthorization()</c>, or what else keeps strangers away, that is everybody who reaches the
    /// application.</b></para>
    /// <para>A model comes as its folder in a tar archive, which is written to the cache of <see cref="MlflowClientOptions.Cache"/> while it comes, or is named by an address that leads to the MLflow servers of the application.
    /// Requests that create or replace are answered when the model can be asked. Errors have the form <c>{"error_code": "...", "message": "..."}</c>, with MLflow's codes.</para>
    /// </remarks>
    /// <exception cref="OptionsValidationException">A setting makes no sense.</exception>
    /// <exception cref="InvalidOperationException">The application has no deployments: <c>services.AddRedisAi().AddMlflow()</c> is missing.</exception>
    public static IEndpointConventionBuilder MapDeployments(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string prefix = "/deployments",
        Action<MlflowDeploymentsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        MlflowDeploymentsOptions options = new();
        configure?.Invoke(options);
        MlflowDeploymentsOptionsValidator.ThrowIfWrong(options);

        IServiceProvider services = endpoints.ServiceProvider;
        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(MlflowDeployments)) == false)
        {
            throw new InvalidOperationException($"{nameof(MapDeployments)} has nothing to deploy to: call services.AddRedisAi().AddMlflow() before the application is built.");
        }

        ILogger logger = (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(LoggerName);
        GuardedEndpoint guard = new(new MlflowErrorForm(), logger);
        MlflowRefusals refusals = new(guard, logger);
        PermittedModels permitted = new(new Lazy<MlflowClient>(services.GetRequiredService<MlflowClient>), options);
        Lazy<MlflowDeployments> deployments = new(() => services.GetRequiredService<MlflowDeployments>().For(permitted));
        DeploymentHandlers handlers = new(
            deployments,
            new DeploymentRequestReader(options.Scoring.MaxBodyBytes),
            permitted,
            new UploadReceiver(deployments, new UploadLimits(options.MaxUploadBytes, options.MaxUploadEntries), logger));
        DeployedScoring scoring = new(
            new Lazy<IRedisAi>(services.GetRequiredService<IRedisAi>), options.Scoring, services.GetRequiredService<ScoringContracts>(), guard, logger);
        return Map(endpoints.MapGroup(prefix), refusals, handlers, scoring);
    }

    private static RouteGroupBuilder Map(RouteGroupBuilder group, MlflowRefusals refusals, DeploymentHandlers handlers, DeployedScoring scoring)
    {
        group.MapGet("", refusals.Of(handlers.ListAsync));
        group.MapPost("", refusals.Of(handlers.CreateAsync));
        group.MapGet(One, refusals.Of(handlers.GetAsync));
        group.MapPut(One, refusals.Of(handlers.UpdateAsync));
        group.MapDelete(One, refusals.Of(handlers.DeleteAsync));
        group.MapPost($"{One}/invocations", refusals.Of(scoring.PredictAsync));
        group.MapPost($"{One}/explain", refusals.Of(scoring.ExplainAsync));
        return group;
    }
}
