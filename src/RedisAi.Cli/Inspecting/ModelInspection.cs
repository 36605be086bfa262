using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Inspecting;

/// <summary>The signature of a model as its backend tells it, and what its file says besides.</summary>
/// <param name="file">The file.</param>
/// <param name="info">What the engine knows of the model.</param>
/// <param name="said">What the format says.</param>
internal sealed class ModelInspection(FileFacts file, ModelInfo info, FormatFacts said) : IView
{
    private static readonly string[] s_columns = ["", "name", "type", "shape"];

    /// <summary>Loads a model, without running it.</summary>
    public static async Task<ModelInspection> OfAsync(string path, CancellationToken cancellationToken)
    {
        RedisAiEngine engine = await LocalEngine.CreateAsync(path, cancellationToken).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false))
        {
            ModelOptions options = new() { WarmUp = false, Batching = { Mode = BatchingMode.Off } };
            ModelInfo info = await engine.Models.StoreAsync(LocalEngine.KeyOf(path), ModelSource.FromFile(path), options, cancellationToken).ConfigureAwait(false);
            FormatFacts said = Describe(info.Backend, path);
            return new ModelInspection(FileFacts.Of(path, said.Format), info, said);
        }
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        file.WriteProperties(json);
        json.WriteString("backend", info.Backend);
        foreach (FormatFact fact in said.Facts)
        {
            fact.WriteTo(json);
        }

        SignatureJson.Write(json, info.Signature);
        Metadata.Write(json, said.Metadata);
        json.WriteEndObject();
    }

    public IEnumerable<IBlock> Blocks() =>
    [
        new FieldsBlock([.. file.Fields(), .. said.Facts.Select(static fact => (fact.Name, Shown.Text(fact.Text)))]),
        .. Metadata.Blocks(said.Metadata),
        new TextBlock(""),
        new TableBlock(
            s_columns,
            [.. info.Signature.Inputs.Select(static spec => Row("input", spec)), .. info.Signature.Outputs.Select(static spec => Row("output", spec)), .. OpenOutputs()],
            "It takes nothing and gives nothing."),
    ];

    private static FormatFacts Describe(string backend, string path) => backend switch
    {
        "ONNX" => OnnxHeader.Describe(path),
        "TFLITE" => new FormatFacts("TensorFlow Lite", [], new Dictionary<string, string>()),
        _ => TorchArchive.Describe(path),
    };

    private static string[] Row(string what, TensorSpec spec) =>
        [spec.IsOptional ? $"{what}, optional" : what, Shown.Text(spec.Name), TypeOf(spec), Shown.Text(spec.Shape.ToString())];

    private static string TypeOf(TensorSpec spec)
    {
        string type = spec.DataType == TensorDataType.Undefined ? "any" : Tensors.TensorTypes.NameOf(spec.DataType)!;
        return spec.Quantization is { } quantization ? $"{type}, {quantization}" : type;
    }

    private IEnumerable<string[]> OpenOutputs() => info.Signature.HasOpenOutputs ? [["outputs", "only a run tells", "", ""]] : [];
}
