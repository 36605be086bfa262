using System.Text.Json;
using RedisAi.Cli.Output;

namespace RedisAi.Cli.Deployments;

/// <summary>What a target tells of itself.</summary>
/// <param name="text">The text, of several lines.</param>
internal sealed class HelpView(string text) : IView
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("help", text);
        json.WriteEndObject();
    }

    public IEnumerable<IBlock> Blocks() => [new TextBlock(text.TrimEnd('\n'))];
}
