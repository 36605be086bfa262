using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Tensors;

/// <summary>The tensors of a server, without their elements.</summary>
/// <param name="tensors">The tensors.</param>
internal sealed class TensorListView(IReadOnlyList<RemoteTensorInfo> tensors) : IView
{
    private static readonly string[] s_columns = ["key", "type", "shape", ">expires in"];

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (RemoteTensorInfo tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("key", tensor.Key);
            json.WriteString("type", TensorTypes.NameOf(tensor.DataType));
            TensorJson.WriteShape(json, tensor.Shape);
            if (tensor.TimeToLive is { } left)
            {
                json.WriteNumber("timeToLiveMs", (long)left.TotalMilliseconds);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public IEnumerable<IBlock> Blocks() => [new TableBlock(s_columns, [.. tensors.Select(Row)], "There are no such tensors.")];

    private static string[] Row(RemoteTensorInfo tensor) =>
    [
        Shown.Text(tensor.Key),
        TensorTypes.NameOf(tensor.DataType) ?? "?",
        tensor.Shape?.ToString() ?? "?",
        tensor.TimeToLive is { } left ? Numbers.Time(left) : "-",
    ];
}
