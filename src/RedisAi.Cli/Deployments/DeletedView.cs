using System.Text.Json;
using RedisAi.Cli.Output;

namespace RedisAi.Cli.Deployments;

/// <summary>A deployment that is not there any more.</summary>
/// <param name="name">Its name.</param>
internal sealed class DeletedView(string name) : IView
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteBoolean("deleted", value: true);
        json.WriteEndObject();
    }

    public IEnumerable<IBlock> Blocks() => [new TextBlock($"Deployment {name} is deleted")];
}
