using Microsoft.Extensions.Logging;
using RedisAi.Backends;

namespace RedisAi.MLflow;

/// <content>A deployment for a try, which nothing else knows of.</content>
public sealed partial class MlflowDeployments
{
    /// <summary>Deploys a model to an engine that is started for it in this process, to try it: MLflow's <c>run-local</c>.</summary>
    /// <remarks>As in MLflow, other deployments do not know of it, and may have the same name.</remarks>
    /// <param name="name">The name: the key of the model.</param>
    /// <param name="modelUri">Where it is, as <see cref="MlflowUri"/> reads it.</param>
    /// <param name="client">Finds and downloads the model; the caller's to dispose, after what this returns.</param>
    /// <param name="backends">What can run models; the engine owns them from now on, also when this fails.</param>
    /// <param name="flavor">The flavour to run; null for the first that runs here.</param>
    /// <param name="config">Settings, as texts: <see cref="ConfigHelp"/>; null for none.</param>
    /// <param name="progress">Told how far the download is; null for nobody.</param>
    /// <param name="loggerFactory">Where to log; null for nowhere.</param>
    /// <param name="importers">Read models of formats that no backend runs; null for none.</param>
    /// <param name="cancellationToken">Ends it; nothing is left then.</param>
    /// <returns>What runs, once it can be called; the caller's to dispose, which ends it.</returns>
    /// <exception cref="MlflowException">The model cannot be had or run, or a setting is wrong.</exception>
    public static async Task<LocalDeployment> RunLocalAsync(
        string name,
        string modelUri,
        MlflowClient client,
        IEnumerable<IBackend> backends,
        string? flavor = null,
        IReadOnlyDictionary<string, string>? config = null,
        IProgress<MlflowDownloadProgress>? progress = null,
        ILoggerFactory? loggerFactory = null,
        IEnumerable<IModelImporter>? importers = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(modelUri);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(backends);
        RedisAiOptions options = new();
        foreach (IModelImporter importer in importers ?? [])
        {
            options.Importers.Add(importer);
        }

        RedisAiEngine engine = new(options, backends, loggerFactory: loggerFactory);
        try
        {
            MlflowDeployments deployments = new(engine, client, contracts: null, loggerFactory);
            MlflowDeployment deployed = await deployments.CreateAsync(name, modelUri, flavor, config, progress, cancellationToken).ConfigureAwait(false);
            return new LocalDeployment(engine, deployments, deployed);
        }
        catch
        {
            await engine.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
