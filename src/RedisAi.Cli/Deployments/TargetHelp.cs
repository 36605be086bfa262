using RedisAi.MLflow;

namespace RedisAi.Cli.Deployments;

/// <summary>What is told of targets and their settings.</summary>
internal static class TargetHelp
{
    public static string Text { get; } =
        $"""
        -t redisai://[user:password@]host[:port]   a server of RedisAi's, or RedisAI 1.2 in a Redis; redisais:// to encrypt. 'redisai' alone is that of REDISAI_TARGET
        -t local                                   this process: run-local serves a model until it is interrupted, and predict -m URI runs one once
        {DeploymentTarget.Variable} is the target that is not typed.

        Settings, as in -C batchsize=8:
        {MlflowDeployments.ConfigHelp}
        """;
}
