using RedisAi.MLflow.Folders;

namespace RedisAi.MLflow.Flavours;

/// <summary>Models of PyTorch that were logged as TorchScript, or as a program of torch.export, which an importer of the engine reads. Pickles are never opened.</summary>
internal sealed class TorchFlavor : IModelFlavor
{
    private const string Name = "pytorch";
    private const string Backend = "TORCH";
    private const string ModelFile = "model.pth";
    private const string ProgramFile = "model.pt2";

    /// <summary>MLflow's name, and RedisAI's.</summary>
    public IReadOnlyList<string> Names { get; } = [Name, "torchscript", "torch"];

    public bool IsIn(FlavorFolder folder) => folder.Description.FindFlavor(Name) is not null;

    public FlavorModel Open(FlavorFolder folder)
    {
        YamlSection section = folder.Description.FindFlavor(Name)!.Value;
        string data = section.RequiredText("model_data").TrimEnd('/');
        string program = $"{data}/{ProgramFile}";
        string model = File.Exists(folder.Resolve(program)) ? program : $"{data}/{ModelFile}";
        string path = folder.RequireFile(model);
        FlavorModel found = new(Name, Backend, path, PredictionForm.NamedIfSeveral);
        return KindOf(path) switch
        {
            ArchiveKind.TorchScript => found,
            ArchiveKind.ExportedProgram => OpenExport(folder) ?? found with { IsImported = true, Settings = ImportSettings.Of(folder, section) },
            var kind => OpenExport(folder) ?? throw Refused(folder, model, kind),
        };
    }

    private static FlavorModel? OpenExport(FlavorFolder folder) => OnnxExport.TryOpen(folder, Name, PredictionForm.NamedIfSeveral);

    private static ArchiveKind KindOf(string path)
    {
        try
        {
            return TorchArchive.KindOf(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MlflowException($"The model '{path}' cannot be read: {error.Message}", MlflowErrorCodes.InvalidParameterValue, innerException: error);
        }
    }

    private static MlflowException Refused(FlavorFolder folder, string file, ArchiveKind kind) => folder.Unusable(kind == ArchiveKind.Pickle
        ? $"is a pickled PyTorch module ('{file}'), which is never opened here: a pickle runs code of its own. {ExportRecipes.PyTorch}"
        : $"has '{file}', which is neither a TorchScript archive nor a program of torch.export. {ExportRecipes.PyTorch}");
}
