using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Inspecting;

/// <summary>The signature of a model as its backend tells it, and what its file says besides.</summary>
/// <param name="file">The file.</param>
/// <param name="info">What the engine knows of the model.</param>
/// <param name="facts">What the format says.</param>
/// <param name="metadata">What somebody has written into the file.</param>
internal sealed class ModelInspection(FileFacts file, ModelInfo info, IReadOnlyList<KeyValuePair<string, string>> facts, IReadOnlyDictionary<string, string> metadata) : IView
{
    private static readonly string[] s_columns = ["", "name", "type", "shape"];

    /// <summary>Loads a model, without running it.</summary>
    public static async Task<ModelInspection> OfAsync(string path, CancellationToken cancellationToken)
    {
        RedisAiEngine engine = LocalEngine.Create();
        await using (engine.ConfigureAwait(false))
        {
            ModelOptions options = new() { WarmUp = false, Batching = { Mode = BatchingMode.Off } };
            ModelInfo info = await engine.Models.StoreAsync("model", ModelSource.FromFile(path), options, cancellationToken).ConfigureAwait(false);
            (string format, IReadOnlyList<KeyValuePair<string, string>> facts, IReadOnlyDictionary<string, string> metadata) =
                info.Backend == "ONNX" ? OnnxHeader.Describe(path) : TorchArchive.Describe(path);
            return new ModelInspection(FileFacts.Of(path, format), info, facts, metadata);
        }
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        file.WriteProperties(json);
        json.WriteString("backend", info.Backend);
        foreach ((string name, string value) in facts)
        {
            json.WriteString(JsonNamingPolicy.CamelCase.ConvertName(name.Replace(" ", "", StringComparison.Ordinal)), value);
        }

        SignatureJson.Write(json, info.Signature);
        Metadata.Write(json, metadata);
        json.WriteEndObject();
    }

    public IEnumerable<IBlock> Blocks() =>
    [
        new FieldsBlock([.. file.Fields(), .. facts.Select(static fact => (fact.Key, Shown.Text(fact.Value)))]),
        .. Metadata.Blocks(metadata),
        new TextBlock(""),
        new TableBlock(
            s_columns,
            [.. info.Signature.Inputs.Select(static spec => Row("input", spec)), .. info.Signature.Outputs.Select(static spec => Row("output", spec)), .. OpenOutputs()],
            "It takes nothing and gives nothing."),
    ];

    private static string[] Row(string what, TensorSpec spec) =>
        [spec.IsOptional ? $"{what}, optional" : what, Shown.Text(spec.Name), spec.DataType == TensorDataType.Undefined ? "any" : Tensors.TensorTypes.NameOf(spec.DataType)!, Shown.Text(spec.Shape.ToString())];

    private IEnumerable<string[]> OpenOutputs() => info.Signature.HasOpenOutputs ? [["outputs", "only a run tells", "", ""]] : [];
}
