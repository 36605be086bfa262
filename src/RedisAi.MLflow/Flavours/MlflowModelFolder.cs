using RedisAi.MLflow.Flavours;
using RedisAi.MLflow.Folders;

namespace RedisAi.MLflow;

/// <summary>A folder as MLflow writes it, with a model that can be run. Immutable.</summary>
/// <remarks>
/// To open it reads descriptions and looks for files; the model is loaded by <see cref="IModelRegistry.StoreAsync(string, ModelSource, ModelOptions?, CancellationToken)"/> with <see cref="Source"/> and
/// <see cref="CreateOptions"/>. No Python code of the folder is run, and no pickle is opened. Files are named by what is in the folder, so only such
/// within it are read.
/// </remarks>
public sealed class MlflowModelFolder
{
    private readonly FlavorModel _model;

    private MlflowModelFolder(string path, MlflowModelDescription description, FlavorModel model)
    {
        Path = path;
        Description = description;
        _model = model;
        Contract = new ScoringContract(description.Signature, model.Predictions) { MlflowVersion = description.MlflowVersion, TakesMissingTexts = model.IsImported };
    }

    /// <summary>Gets the full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Gets what the file <c>MLmodel</c> says.</summary>
    public MlflowModelDescription Description { get; }

    /// <summary>Gets the flavour that is run, as MLflow calls it: <c>onnx</c>, <c>pytorch</c>, or that of a library whose model lies beside its ONNX export.</summary>
    public string Flavor => _model.Flavor;

    /// <summary>Gets the backend that runs the model, <c>ONNX</c> or <c>TORCH</c>; one that is imported runs there once it was.</summary>
    public string Backend => _model.Backend;

    /// <summary>Gets whether the model is of a format that no backend runs, so that the engine needs the importers of the package RedisAi.Importers.</summary>
    public bool IsImported => _model.IsImported;

    /// <summary>Gets the full path of the model's own file.</summary>
    public string ModelPath => _model.Path;

    /// <summary>Gets the full paths of the files in which the model keeps weights beside its own.</summary>
    public IReadOnlyList<string> WeightPaths => _model.OtherFiles;

    /// <summary>Gets what the model takes and gives, as it was logged; null when nothing was said of that.</summary>
    public MlflowSignature? Signature => Description.Signature;

    /// <summary>Gets what a scoring endpoint has to know of the model besides what the engine knows.</summary>
    public ScoringContract Contract { get; }

    /// <summary>Gets sentences for a log: what the folder wishes and does not get.</summary>
    public IReadOnlyList<string> Warnings => _model.Warnings;

    /// <summary>What it says of how its model is run, and imported.</summary>
    internal RunSettings Settings => _model.Settings;

    /// <summary>The backend that is asked for; null where the importer says which it is.</summary>
    internal string? NamedBackend => IsImported ? null : Backend;

    /// <summary>Gets where an engine loads the model from. The files have to stay until it is loaded.</summary>
    public ModelSource Source => ModelSource.FromFile(ModelPath);

    /// <summary>Opens a folder.</summary>
    /// <param name="path">The folder, the one with the file <c>MLmodel</c>.</param>
    /// <param name="flavor">The flavour to run: MLflow's name, or <c>torchscript</c>; null for the first of onnx, pytorch, xgboost, lightgbm and sklearn that it has.</param>
    /// <exception cref="MlflowException">
    /// It is no such folder, its description is damaged, it has not the flavour, files are missing or outside, or the model is of a kind that cannot be run; then the
    /// message says how to export it.
    /// </exception>
    public static MlflowModelFolder Open(string path, string? flavor = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = System.IO.Path.GetFullPath(path);
        MlflowModelDescription description = MlModelFile.Read(full);
        return new MlflowModelFolder(full, description, FlavorChoice.Open(new FlavorFolder(full, description), flavor is "" ? null : flavor));
    }

    /// <summary>Makes options to load the model with: its backend, and what the folder says of threads and of the runtime, or of how it is imported. They are the caller's to change.</summary>
    /// <remarks>For a model that is imported no backend is named: the importer says which one runs it.</remarks>
    public ModelOptions CreateOptions()
    {
        ModelOptions options = new() { Backend = NamedBackend };
        Settings.ApplyTo(options);
        return options;
    }

    /// <summary>Reads the example that the model was logged with, as a body for <c>/invocations</c>.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="MlflowException">The folder names a file that is not there, outside, or larger than 64 MiB.</exception>
    public byte[]? ReadServingExample() => ServingExample.Read(new FlavorFolder(Path, Description));

    /// <summary>Tries a model that was loaded from the folder on the example that lies there; see <see cref="SmokeTest"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>False when there is no example, so that nothing was tried.</returns>
    /// <exception cref="MlflowException">The example is not what the model takes, or the model fails on it.</exception>
    /// <exception cref="EngineOverloadedException">The engine has refused the call, which says nothing of the model.</exception>
    public async Task<bool> SmokeTestAsync(IModel model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (ReadServingExample() is not { } example)
        {
            return false;
        }

        await SmokeTest.RunAsync(model, Contract, example, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
