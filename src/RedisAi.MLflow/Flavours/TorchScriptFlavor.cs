using RedisAi.MLflow.Folders;

namespace RedisAi.MLflow.Flavours;

/// <summary>Models of PyTorch that were logged as TorchScript. Pickles are never opened.</summary>
internal sealed class TorchScriptFlavor : IModelFlavor
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
        if (File.Exists(folder.Resolve(program)))
        {
            return OpenExport(folder) ?? throw Refused(folder, program, ArchiveKind.ExportedProgram);
        }

        string model = $"{data}/{ModelFile}";
        string path = folder.RequireFile(model);
        ArchiveKind kind = KindOf(path);
        return kind == ArchiveKind.TorchScript
            ? new FlavorModel(Name, Backend, path, PredictionForm.NamedIfSeveral)
            : OpenExport(folder) ?? throw Refused(folder, model, kind);
    }

    private static FlavorModel? OpenExport(FlavorFolder folder) => ExportedOnnxFlavor.TryOpen(folder, Name, PredictionForm.NamedIfSeveral);

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

    private static MlflowException Refused(FlavorFolder folder, string file, ArchiveKind kind) => folder.Unusable(kind switch
    {
        ArchiveKind.Pickle => $"is a pickled PyTorch module ('{file}'), which is never opened here: a pickle runs code of its own. {ExportRecipes.PyTorch}",
        ArchiveKind.ExportedProgram => $"is a program of torch.export ('{file}'), which libtorch does not run. {ExportRecipes.PyTorch}",
        _ => $"has '{file}', which is no TorchScript archive. {ExportRecipes.PyTorch}",
    });
}
