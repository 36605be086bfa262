using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Server.Importing;

namespace RedisAi.Cli.Importing;

/// <summary>What an import came to.</summary>
/// <param name="tally">The figures.</param>
internal sealed class ImportView(ImportTally tally) : IView
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("keys", tally.Keys);
        json.WriteNumber("tensors", tally.Tensors);
        json.WriteNumber("models", tally.Models);
        json.WriteNumber("scripts", tally.Scripts);
        json.WriteNumber("bytes", tally.Bytes);
        json.WriteNumber("present", tally.Present);
        json.WriteStartObject("passedOver");
        foreach ((string type, long count) in tally.Others)
        {
            json.WriteNumber(type, count);
        }

        json.WriteEndObject();
        json.WriteNumber("leftOut", tally.Skipped);
        json.WriteStartArray("reasons");
        foreach (string reason in tally.Told)
        {
            json.WriteStringValue(reason);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public IEnumerable<IBlock> Blocks() => [new TextBlock(tally.Summary().TrimEnd('\n'))];
}
