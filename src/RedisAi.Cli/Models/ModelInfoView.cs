using System.Globalization;
using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Models;

/// <summary>A model of a server, and what it did.</summary>
/// <param name="model">The model.</param>
/// <param name="statistics">What it did; null where the server does not tell.</param>
internal sealed class ModelInfoView(RemoteModelInfo model, RemoteModelStatistics? statistics) : IView
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        ModelJson.WriteProperties(json, model);
        if (statistics is not null)
        {
            json.WriteStartObject("statistics");
            json.WriteNumber("calls", statistics.Calls);
            json.WriteNumber("errors", statistics.Errors);
            json.WriteNumber("samples", statistics.Samples);
            json.WriteNumber("durationUs", (long)statistics.Duration.TotalMicroseconds);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public IEnumerable<IBlock> Blocks()
    {
        List<(string, string)> fields =
        [
            ("key", Shown.Text(model.Key)),
            ("backend", Shown.Text(model.Backend)),
            ("device", Shown.Text(model.Device)),
            ("tag", Shown.Text(model.Tag)),
            ("batch size", model.BatchSize > 0 ? Text(model.BatchSize) : "as the server likes"),
            ("waits for", model.MinBatchSize > 0 ? $"{Text(model.MinBatchSize)} rows, {Text((long)model.MinBatchTimeout.TotalMilliseconds)} ms at most" : "nothing"),
            ("inputs", ModelJson.Names(model.Inputs)),
            ("outputs", ModelJson.Names(model.Outputs)),
        ];
        if (statistics is not null)
        {
            fields.Add(("calls", $"{Numbers.Count(statistics.Calls)}, {Numbers.Count(statistics.Errors)} of them failed"));
            fields.Add(("rows", Numbers.Count(statistics.Samples)));
            fields.Add(("time in runs", Numbers.Time(statistics.Duration)));
        }

        return [new FieldsBlock(fields)];
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
