using Microsoft.Extensions.Hosting;

namespace RedisAi.MLflow.Following;

/// <summary>Follows the models of a host from when they are loaded until it stops.</summary>
internal sealed class FollowingService(MlflowFollower follower) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => follower.FollowAsync(stoppingToken);
}
