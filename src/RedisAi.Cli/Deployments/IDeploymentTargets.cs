using RedisAi.Cli.CommandLine;

namespace RedisAi.Cli.Deployments;

/// <summary>Opens the targets of deployments by what is typed after <c>-t</c>: <c>redisai://host:port</c>, or <c>local</c>.</summary>
internal interface IDeploymentTargets
{
    /// <summary>Opens a target; the caller's to dispose.</summary>
    Task<IDeploymentTarget> OpenAsync(string target, CommandCall call);

    /// <summary>What <c>redisai deployments help -t TARGET</c> tells: the form of the target, and the keys of the configuration.</summary>
    string Help(string target);

    /// <summary>Deploys a model in a server that this process runs, until it is interrupted.</summary>
    Task RunLocalAsync(string target, DeploymentRequest request, CommandCall call);
}
