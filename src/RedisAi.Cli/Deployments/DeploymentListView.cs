using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Deployments;

/// <summary>All deployments of a target.</summary>
/// <param name="deployments">The deployments.</param>
internal sealed class DeploymentListView(IReadOnlyList<DeploymentFacts> deployments) : IView
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (DeploymentFacts deployment in deployments)
        {
            DeploymentView.Write(json, deployment);
        }

        json.WriteEndArray();
    }

    public IEnumerable<IBlock> Blocks()
    {
        string[] others = [.. deployments.SelectMany(static deployment => deployment.Others.Select(static other => other.Key)).Distinct(StringComparer.Ordinal)];
        return
        [
            new TextBlock("List of all deployments:"),
            new TableBlock(["name", "flavor", .. others], [.. deployments.Select(deployment => Row(deployment, others))], "There are none."),
        ];
    }

    private static string[] Row(DeploymentFacts deployment, string[] others) =>
    [
        Shown.Text(deployment.Name),
        Shown.Text(deployment.Flavor),
        .. others.Select(key => Shown.Text(deployment.Others.FirstOrDefault(other => other.Key == key).Value ?? "")),
    ];
}
