using Microsoft.Win32.SafeHandles;
using RedisAi.Backends.Onnx;
using RedisAi.MLflow.Flavours;

namespace RedisAi.MLflow.Deployments.Remote;

/// <summary>A model of MLflow's as it travels to a server.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Facts">What is kept beside the model.</param>
/// <param name="File">The model in one piece.</param>
/// <param name="Signature">What the file declares; null where only who runs it can tell.</param>
internal sealed record ModelPackage(MlflowModelFolder Folder, DeploymentFacts Facts, FilePieces File, ModelSignature? Signature)
{
    /// <summary>Sentences for a log: what the folder wishes and does not get.</summary>
    public IEnumerable<string> Warnings => Folder.Settings != RunSettings.None
        ? Folder.Warnings.Append("The folder says how its session is to be set up, which RedisAI's commands cannot: the server has settings of its own.")
        : Folder.Warnings;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="MlflowException">It has nothing that a server can run, or is too large to travel.</exception>
    /// <exception cref="ModelLoadException">Its file is not sound.</exception>
    public static ModelPackage Open(DownloadedModel model, string? flavor)
    {
        MlflowModelFolder folder = MlflowModelFolder.Open(model.LocalPath, flavor);
        bool isOnnx = folder.Backend == OnnxFiles.Backend;
        return new ModelPackage(
            folder,
            DeploymentFacts.Of(model, folder),
            isOnnx ? OnnxEmbedding.Embed(folder.ModelPath, folder.WeightPaths) : FilePieces.Of(folder.ModelPath),
            isOnnx ? SignatureOf(folder.ModelPath) : null);
    }

    private static ModelSignature SignatureOf(string path)
    {
        using SafeFileHandle file = System.IO.File.OpenHandle(path);
        return OnnxSignature.Read(new ProtobufReader(file, RandomAccess.GetLength(file)));
    }
}
