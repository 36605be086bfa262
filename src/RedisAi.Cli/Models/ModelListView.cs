using System.Globalization;
using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Models;

/// <summary>The models of a server.</summary>
/// <param name="models">The models, in the order of their keys.</param>
internal sealed class ModelListView(IReadOnlyList<RemoteModelInfo> models) : IView
{
    private static readonly string[] s_columns = ["key", "backend", "device", ">batch", "inputs", "outputs", "tag"];

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (RemoteModelInfo model in models)
        {
            json.WriteStartObject();
            ModelJson.WriteProperties(json, model);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public IEnumerable<IBlock> Blocks() => [new TableBlock(s_columns, [.. models.Select(Row)], "There are no models.")];

    private static string[] Row(RemoteModelInfo model) =>
    [
        Shown.Text(model.Key),
        Shown.Text(model.Backend),
        Shown.Text(model.Device),
        model.BatchSize > 0 ? model.BatchSize.ToString(CultureInfo.InvariantCulture) : "-",
        ModelJson.Names(model.Inputs),
        ModelJson.Names(model.Outputs),
        Shown.Text(model.Tag),
    ];
}
