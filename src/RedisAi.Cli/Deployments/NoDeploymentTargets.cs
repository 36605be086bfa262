using RedisAi.Cli.CommandLine;

namespace RedisAi.Cli.Deployments;

/// <summary>Of a build that knows no target.</summary>
internal sealed class NoDeploymentTargets : IDeploymentTargets
{
    public Task<IDeploymentTarget> OpenAsync(string target, CommandCall call) => throw Unknown(target);

    public string Help(string target) => throw Unknown(target);

    public Task RunLocalAsync(string target, DeploymentRequest request, CommandCall call) => throw Unknown(target);

    private static CliException Unknown(string target) => new($"This build deploys to no target, '{target}' among them; 'redisai models' shows what a server has.");
}
