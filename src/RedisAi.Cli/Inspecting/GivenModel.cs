using RedisAi.Backends;
using RedisAi.Cli.CommandLine;
using RedisAi.Importers;
using RedisAi.MLflow;
using RedisAi.Models;

namespace RedisAi.Cli.Inspecting;

/// <summary>A model that was typed: a file, or a folder of MLflow's.</summary>
/// <param name="Path">What was typed.</param>
/// <param name="File">The model's own file: what was typed, or what the folder names.</param>
/// <param name="Content">What is in it.</param>
/// <param name="Options">How it is loaded: what its folder says.</param>
internal sealed record GivenModel(string Path, string File, ModelContent Content, ModelOptions Options)
{
    /// <summary>What reads it; null when a backend runs it as it is.</summary>
    public IModelImporter? Importer { get; } = ModelImporters.All.FirstOrDefault(importer => importer.Recognizes(Content));

    /// <summary>Looks at what was typed.</summary>
    /// <exception cref="CliException">It is not there.</exception>
    /// <exception cref="MlflowException">It is a folder without a model that runs.</exception>
    /// <exception cref="ModelLoadException">It is a folder of TensorFlow's, or cannot be read.</exception>
    public static async Task<GivenModel> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path) && System.IO.File.Exists(System.IO.Path.Combine(path, "MLmodel")))
        {
            MlflowModelFolder folder = MlflowModelFolder.Open(path);
            return new GivenModel(path, folder.ModelPath, await folder.Source.OpenAsync(cancellationToken).ConfigureAwait(false), folder.CreateOptions());
        }

        return new GivenModel(path, path, await OpenFileAsync(path, cancellationToken).ConfigureAwait(false), new ModelOptions());
    }

    /// <summary>Looks at a model's own file.</summary>
    /// <exception cref="CliException">It is not there, or a folder.</exception>
    /// <exception cref="ModelLoadException">It is a folder of TensorFlow's, or cannot be read.</exception>
    public static Task<ModelContent> OpenFileAsync(string path, CancellationToken cancellationToken)
    {
        // Before it is said to be just a folder: this tells how to convert it.
        SavedModel.ThrowIfAt(path);
        return ModelSource.FromFile(GivenFile.Require(path)).OpenAsync(cancellationToken);
    }

    /// <summary>Reads it.</summary>
    /// <param name="importer">What reads it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">It is damaged or not supported.</exception>
    public async Task<ImportedModel> ImportAsync(IModelImporter importer, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => importer.Import(Content, Options, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (ModelLoadException error)
        {
            throw new CliException($"'{Path}' could not be imported from {importer.Format}. {error.Message}", error);
        }
    }
}
