using System.Text.Json;
using RedisAi.Backends;
using RedisAi.Cli.Inspecting;
using RedisAi.Cli.Output;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Converting;

/// <summary>A model that was converted.</summary>
/// <param name="plan">What was to be done.</param>
/// <param name="format">What the model was.</param>
/// <param name="imported">What it is now.</param>
/// <param name="signature">What it takes and gives.</param>
internal sealed class ConversionView(ConversionPlan plan, string format, ImportedModel imported, ModelSignature signature) : IView
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("from", plan.From);
        json.WriteString("format", format);
        json.WriteString("file", plan.To);
        json.WriteString("backend", imported.Backend);
        json.WriteNumber("bytes", imported.Bytes.Length);
        SignatureJson.Write(json, signature);
        json.WriteEndObject();
    }

    public IEnumerable<IBlock> Blocks() =>
    [
        new TextBlock($"Converted '{Shown.Text(plan.From)}' from {format} into '{Shown.Text(plan.To)}', {Shown.Size(imported.Bytes.Length)}, for the backend {imported.Backend}."),
        new TextBlock(""),
        ModelInspection.SignatureTable(signature),
    ];
}
