using System.Text.Json;
using RedisAi.Backends;
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
        GivenModel given = await GivenModel.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        string file = given.File;
        if (given.Importer is { } importer)
        {
            ImportedModel imported = await given.ImportAsync(importer, cancellationToken).ConfigureAwait(false);
            ModelInfo info = await LoadAsync(LocalEngine.Create(), path, ModelSource.FromBytes(imported.Bytes), new ModelOptions { Backend = imported.Backend }, cancellationToken).ConfigureAwait(false);
            FormatFacts facts = ImportedFacts.Of(importer.Format, imported);
            return new ModelInspection(FileFacts.Of(file, facts.Format), info, facts);
        }

        RedisAiEngine engine = await LocalEngine.CreateAsync(file, cancellationToken).ConfigureAwait(false);
        ModelInfo loaded = await LoadAsync(engine, path, ModelSource.FromFile(file), given.Options, cancellationToken).ConfigureAwait(false);
        FormatFacts said = Describe(loaded.Backend, file);
        return new ModelInspection(FileFacts.Of(file, said.Format), loaded, said);
    }

    /// <summary>Loads a model into an engine, which is not needed any more then.</summary>
    public static async Task<ModelInfo> LoadAsync(RedisAiEngine engine, string path, ModelSource source, ModelOptions options, CancellationToken cancellationToken)
    {
        await using (engine.ConfigureAwait(false))
        {
            options.WarmUp = false;
            options.Batching.Mode = BatchingMode.Off;
            return await engine.Models.StoreAsync(LocalEngine.KeyOf(path), source, options, cancellationToken).ConfigureAwait(false);
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
        SignatureTable(info.Signature),
    ];

    /// <summary>A signature as a table.</summary>
    public static TableBlock SignatureTable(ModelSignature signature) => new(
        s_columns,
        [.. signature.Inputs.Select(static spec => Row("input", spec)), .. signature.Outputs.Select(static spec => Row("output", spec)), .. OpenOutputs(signature)],
        "It takes nothing and gives nothing.");

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

    private static IEnumerable<string[]> OpenOutputs(ModelSignature signature) => signature.HasOpenOutputs ? [["outputs", "only a run tells", "", ""]] : [];
}
