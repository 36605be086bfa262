using System.Globalization;
using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Client.Protocol;
using RedisAi.MLflow;
using RedisAi.MLflow.Deployments;

namespace RedisAi.Cli.Deployments;

/// <summary>All deployments of a target.</summary>
/// <param name="deployments">The deployments.</param>
internal sealed class DeploymentListView(IReadOnlyList<MlflowDeployment> deployments) : IView
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (MlflowDeployment deployment in deployments)
        {
            json.WriteStartObject();
            DeploymentJson.WriteProperties(json, deployment);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public IEnumerable<IBlock> Blocks() =>
    [
        new TextBlock("List of all deployments:"),
        new TableBlock(["name", "flavor", "model uri", "version", "device", "batch", "tag"], [.. deployments.Select(Row)], "There are none."),
    ];

    private static string[] Row(MlflowDeployment deployment) =>
    [
        Shown.Text(deployment.Name),
        Shown.Text(deployment.Flavor),
        Shown.Text(deployment.ModelUri ?? ""),
        Shown.Text(deployment.ModelVersion ?? ""),
        deployment.Device.ToString(),
        deployment.BatchSize?.ToString(CultureInfo.InvariantCulture) ?? "",
        Shown.Text(deployment.Tag),
    ];
}
