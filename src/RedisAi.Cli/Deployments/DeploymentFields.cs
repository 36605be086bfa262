using RedisAi.Cli.Models;
using RedisAi.Client.Protocol;
using RedisAi.MLflow;
using RedisAi.MLflow.Deployments;

namespace RedisAi.Cli.Deployments;

/// <summary>Deployments line by line.</summary>
internal static class DeploymentFields
{
    /// <summary>What there is to tell a person.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(MlflowDeployment deployment)
    {
        (string Name, string? Value)[] fields =
        [
            .. DeploymentJson.Facts(deployment),
            ("backend", deployment.Backend),
            .. DeploymentJson.Config(deployment),
            ("inputs", ModelJson.Names(deployment.Inputs)),
            ("outputs", ModelJson.Names(deployment.Outputs)),
        ];
        return [.. fields.Where(static field => !string.IsNullOrEmpty(field.Value)).Select(static field => (field.Name, Shown.Text(field.Value!)))];
    }
}
