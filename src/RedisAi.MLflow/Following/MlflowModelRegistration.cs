using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RedisAi.Diagnostics;
using RedisAi.Hosting;
using RedisAi.Models;

namespace RedisAi.MLflow.Following;

/// <summary>A model of MLflow's that was added to a service collection.</summary>
/// <param name="Followed">What was said about it.</param>
internal sealed record MlflowModelRegistration(FollowedAddress Followed) : LoadRegistration(RunSubject.Model, Followed.Key, Followed.Options.Configured().Required)
{
    public override string Name => Key;

    public override Task LoadAsync(RedisAiEngine engine, IServiceProvider services, LoadState state, CancellationToken cancellationToken) =>
        services.GetRequiredService<MlflowFollower>().LoadAsync(Followed, engine, state, cancellationToken);

    public override void LogFailure(ILogger logger, Exception error) => logger.ModelLoadFailed(error, Key);
}
