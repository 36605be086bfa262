using RedisAi.MLflow.Folders;

namespace RedisAi.MLflow.Flavours;

/// <summary>Models of a library whose files an importer of the engine reads as data; an ONNX export that lies beside one goes before.</summary>
/// <param name="name">MLflow's name of the flavour.</param>
/// <param name="fileKey">Under which key it has the model's own file.</param>
/// <param name="beginnings">How the files that importers read begin.</param>
internal sealed class ImportedFlavor(string name, string fileKey, params string[] beginnings) : IModelFlavor
{
    public IReadOnlyList<string> Names { get; } = [name];

    public bool IsIn(FlavorFolder folder) => folder.Description.FindFlavor(name) is not null;

    public FlavorModel Open(FlavorFolder folder) => OnnxExport.TryOpen(folder, name, PredictionForm.First) ?? OpenOwn(folder);

    private FlavorModel OpenOwn(FlavorFolder folder)
    {
        YamlSection section = folder.Description.FindFlavor(name)!.Value;
        string file = section.RequiredText(fileKey);
        if (file.EndsWith(".pkl", StringComparison.Ordinal))
        {
            throw Refused(folder, file, isPickle: true);
        }

        string path = folder.RequireFile(file);
        ReadOnlySpan<byte> head = ReadHead(path);
        return IsKnown(head)
            ? new FlavorModel(name, OnnxFiles.Backend, path, PredictionForm.First) { IsImported = true, Settings = ImportSettings.Of(folder, section) }
            : throw Refused(folder, file, FileHead.IsPickle(head) || section.Text("serialization_format") is "pickle" or "cloudpickle" or "joblib");
    }

    private bool IsKnown(ReadOnlySpan<byte> head)
    {
        foreach (string beginning in beginnings)
        {
            if (FileHead.Begins(head, beginning))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] ReadHead(string path)
    {
        try
        {
            return FileHead.Read(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MlflowException($"The model '{path}' cannot be read: {error.Message}", MlflowErrorCodes.InvalidParameterValue, innerException: error);
        }
    }

    private MlflowException Refused(FlavorFolder folder, string file, bool isPickle)
    {
        string why = isPickle ? "is pickled, and pickles are never opened here: they run code of their own" : "is in none of the formats that are read here";
        return folder.Unusable($"is one of {name} ('{file}'), which {why}. {ExportRecipes.For(name)}");
    }
}
