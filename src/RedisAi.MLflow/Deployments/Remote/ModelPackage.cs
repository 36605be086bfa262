using Microsoft.Win32.SafeHandles;
using RedisAi.Backends;
using RedisAi.Backends.Onnx;
using RedisAi.MLflow.Flavours;

namespace RedisAi.MLflow.Deployments.Remote;

/// <summary>A model of MLflow's as it travels to a server.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Facts">What is kept beside the model.</param>
/// <param name="Backend">The backend that runs it there.</param>
/// <param name="File">The model in one piece.</param>
/// <param name="Signature">What the file declares; null where only who runs it can tell.</param>
internal sealed record ModelPackage(MlflowModelFolder Folder, DeploymentFacts Facts, string Backend, FilePieces File, ModelSignature? Signature)
{
    /// <summary>Sentences for a log: what the folder wishes and does not get.</summary>
    public IEnumerable<string> Warnings => Folder is { IsImported: false } && Folder.Settings != RunSettings.None
        ? Folder.Warnings.Append("The folder says how its session is to be set up, which RedisAI's commands cannot: the server has settings of its own.")
        : Folder.Warnings;

    /// <summary>Opens a folder.</summary>
    /// <param name="model">The folder.</param>
    /// <param name="flavor">The flavour to run; null for the first that runs.</param>
    /// <param name="importers">Read what no backend runs.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MlflowException">It has nothing that a server can run, or is too large to travel.</exception>
    /// <exception cref="ModelLoadException">Its file is not sound.</exception>
    public static async Task<ModelPackage> OpenAsync(DownloadedModel model, string? flavor, IReadOnlyList<IModelImporter> importers, CancellationToken cancellationToken)
    {
        MlflowModelFolder folder = MlflowModelFolder.Open(model.LocalPath, flavor);
        DeploymentFacts facts = DeploymentFacts.Of(model, folder);
        if (folder.IsImported)
        {
            ImportedModel imported = await FolderImport.ImportAsync(folder, importers, cancellationToken).ConfigureAwait(false);
            FilePieces whole = new();
            whole.Add(imported.Bytes);
            return new ModelPackage(folder, facts, imported.Backend, whole, imported.Backend == OnnxFiles.Backend ? OnnxSignature.Read(new ProtobufReader(imported.Bytes)) : null);
        }

        bool isOnnx = folder.Backend == OnnxFiles.Backend;
        return new ModelPackage(
            folder,
            facts,
            folder.Backend,
            isOnnx ? OnnxEmbedding.Embed(folder.ModelPath, folder.WeightPaths) : FilePieces.Of(folder.ModelPath),
            isOnnx ? SignatureOf(folder.ModelPath) : null);
    }

    private static ModelSignature SignatureOf(string path)
    {
        using SafeFileHandle file = System.IO.File.OpenHandle(path);
        return OnnxSignature.Read(new ProtobufReader(file, RandomAccess.GetLength(file)));
    }
}
