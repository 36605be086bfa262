using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.MLflow;
using RedisAi.MLflow.Deployments;

namespace RedisAi.Cli.Deployments;

/// <summary>A deployment.</summary>
/// <param name="deployment">The deployment.</param>
/// <param name="blocks">What a person sees.</param>
internal sealed class DeploymentView(MlflowDeployment deployment, IEnumerable<IBlock> blocks) : IView
{
    /// <summary>Where it is served, if that is to be told.</summary>
    public string? Address { get; init; }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        DeploymentJson.WriteProperties(json, deployment);
        if (Address is not null)
        {
            json.WriteString("address", Address);
        }

        json.WriteEndObject();
    }

    public IEnumerable<IBlock> Blocks() => blocks;
}
