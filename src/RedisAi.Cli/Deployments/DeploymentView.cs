using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Deployments;

/// <summary>A deployment.</summary>
/// <param name="deployment">The deployment.</param>
/// <param name="blocks">What a person sees.</param>
internal sealed class DeploymentView(DeploymentFacts deployment, IEnumerable<IBlock> blocks) : IView
{
    /// <summary>What there is to tell.</summary>
    public static IReadOnlyList<(string Name, string Value)> Fields(DeploymentFacts deployment) =>
    [
        ("name", Shown.Text(deployment.Name)),
        ("flavor", Shown.Text(deployment.Flavor)),
        .. deployment.Others.Select(static other => (other.Key, Shown.Text(other.Value))),
    ];

    /// <summary>Writes one as an object.</summary>
    public static void Write(Utf8JsonWriter json, DeploymentFacts deployment)
    {
        json.WriteStartObject();
        json.WriteString("name", deployment.Name);
        json.WriteString("flavor", deployment.Flavor);
        foreach ((string key, string value) in deployment.Others)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    public void WriteTo(Utf8JsonWriter json) => Write(json, deployment);

    public IEnumerable<IBlock> Blocks() => blocks;
}
