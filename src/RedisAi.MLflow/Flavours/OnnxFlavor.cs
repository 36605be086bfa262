using RedisAi.MLflow.Folders;

namespace RedisAi.MLflow.Flavours;

/// <summary>Models that were logged as ONNX, with the files in which they keep large weights.</summary>
internal sealed class OnnxFlavor : IModelFlavor
{
    public const string Name = "onnx";

    public IReadOnlyList<string> Names { get; } = [Name];

    public bool IsIn(FlavorFolder folder) => folder.Description.FindFlavor(Name) is not null;

    public FlavorModel Open(FlavorFolder folder)
    {
        YamlSection section = folder.Description.FindFlavor(Name)!.Value;
        string path = folder.RequireFile(section.RequiredText("data"));
        (RunSettings settings, IReadOnlyList<string> warnings) = OnnxSessionSettings.Read(section);
        return new FlavorModel(Name, OnnxFiles.Backend, path, PredictionForm.Named)
        {
            OtherFiles = OnnxFiles.FindWeights(folder, path),
            Settings = settings,
            Warnings = warnings,
        };
    }
}
