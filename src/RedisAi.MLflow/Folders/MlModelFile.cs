using System.Text;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Folders;

/// <summary>Reads the file <c>MLmodel</c>, which every folder of MLflow's has. What it says beyond what is needed here is passed over, as MLflow does.</summary>
internal static class MlModelFile
{
    public const string Name = "MLmodel";

    /// <summary>MLflow writes some thousand bytes; long signatures take more.</summary>
    private const long MaxBytes = 4 << 20;

    private const string ExternalKey = "mlflow.model.isExternal";

    /// <exception cref="MlflowException">The file is absent, no YAML, too large, or says something of the wrong kind.</exception>
    public static MlflowModelDescription Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        YamlSection file = Open(path);
        if (file.Section("metadata")?.Truth(ExternalKey) == true)
        {
            throw new MlflowException(
                $"The file '{path}' says that the model's files are elsewhere (metadata.{ExternalKey} is true), so there is nothing to load. Log the model itself, by mlflow.onnx.log_model.",
                MlflowErrorCodes.InvalidParameterValue);
        }

        YamlSection flavors = file.Section("flavors") ?? throw file.Wrong("flavors", "a map of the model's flavours");
        foreach (string flavor in flavors.Keys)
        {
            // A flavour that is no map is found now, not by whoever asks for it.
            _ = flavors.Section(flavor) ?? throw flavors.Wrong(flavor, "a map");
        }

        return new MlflowModelDescription(flavors)
        {
            ModelId = file.Text("model_id"),
            ModelUuid = file.Text("model_uuid"),
            RunId = file.Text("run_id"),
            ArtifactPath = file.Text("artifact_path"),
            MlflowVersion = file.Text("mlflow_version"),
            TimeCreated = MlflowModelDescription.ParseTime(file.Text("utc_time_created")),
            SizeBytes = file.Number("model_size_bytes"),
            Signature = ReadSignature(path, file),
            InputExample = file.Section("saved_input_example_info") is { } example ? ReadExample(example) : null,
        };
    }

    /// <summary>Opens a file of MLflow's that is a map in YAML.</summary>
    /// <exception cref="MlflowException">The file is absent, no YAML, or too large.</exception>
    public static YamlSection Open(string path) => new(path, "", Parse(path));

    private static YamlNode Parse(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > MaxBytes)
            {
                throw new MlflowException($"The file '{path}' has {stream.Length} bytes; {MaxBytes} are the limit.", MlflowErrorCodes.InvalidParameterValue);
            }

            using StreamReader text = new(stream, Encoding.UTF8);
            YamlNode root = YamlReader.Read(text);
            return root.Kind == YamlKind.Map
                ? root
                : throw new MlflowException($"The file '{path}' must be a map; it is a {YamlReader.NameOf(root.Kind)}.", MlflowErrorCodes.InvalidParameterValue);
        }
        catch (FormatException error)
        {
            throw new MlflowException($"The file '{path}' cannot be read: {error.Message}.", MlflowErrorCodes.InvalidParameterValue, innerException: error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MlflowException(
                $"There is no file '{path}', so the folder is none of MLflow's. Name the folder that a model was logged or saved to.", MlflowErrorCodes.ResourceDoesNotExist, innerException: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MlflowException($"The file '{path}' cannot be read: {error.Message}", MlflowErrorCodes.InvalidParameterValue, innerException: error);
        }
    }

    private static MlflowSignature? ReadSignature(string path, YamlSection file)
    {
        if (file.Section("signature") is not { } signature)
        {
            return null;
        }

        try
        {
            return SignatureReader.Read(signature.Text("inputs"), signature.Text("outputs"), signature.Text("params"));
        }
        catch (FormatException error)
        {
            throw new MlflowException($"The file '{path}': the signature cannot be understood: {error.Message}", MlflowErrorCodes.InvalidParameterValue, innerException: error);
        }
    }

    private static InputExample? ReadExample(YamlSection example) => example.Text("artifact_path") is { } file
        ? new InputExample(file, example.Text("type") ?? "") { Orient = example.Text("pandas_orient"), ServingPath = example.Text("serving_input_path") }
        : null;
}
