using Microsoft.Extensions.Logging;

namespace RedisAi.MLflow.Deployments;

/// <summary>Puts models that lie in folders of MLflow's into an engine. For any thread.</summary>
/// <param name="engine">The engine.</param>
/// <param name="contracts">Is told what endpoints have to know of each version.</param>
/// <param name="logger">Is told what a folder wishes and does not get.</param>
internal sealed class EngineDeployer(IRedisAi engine, ScoringContracts contracts, ILogger logger)
{
    public IRedisAi Engine => engine;

    /// <summary>Loads a model, tries it on the example that it was logged with, and lets it serve. What served before serves until then.</summary>
    /// <param name="key">The key.</param>
    /// <param name="model">The folder; not needed any more when this has ended.</param>
    /// <param name="flavor">The flavour to run; null for the first that runs here.</param>
    /// <param name="options">How it is run where the folder says nothing, less what the folder before has said; changed by this.</param>
    /// <param name="configure">Sets what is said of how it is run, over what the folder says.</param>
    /// <param name="cancellationToken">Ends it; what served before stays.</param>
    /// <exception cref="MlflowException">The folder has nothing that runs here, or the model does not do what the folder says.</exception>
    /// <exception cref="RedisAiException">The model cannot be loaded, or put in place.</exception>
    public Task<ModelInfo> StoreAsync(
        string key, DownloadedModel model, string? flavor, ModelOptions options, Action<ModelOptions> configure, CancellationToken cancellationToken)
    {
        MlflowModelFolder folder = Open(model, flavor, options, configure);
        return TriedAsync(() => engine.Models.StoreAsync(key, folder.Source, options, Trial(folder), cancellationToken));
    }

    /// <summary>Loads a model, tries it on the example that it was logged with, and puts it beside the one that serves. The parameters are those of <see cref="StoreAsync"/>.</summary>
    /// <exception cref="MlflowException">The folder has nothing that runs here, or the model does not do what the folder says.</exception>
    /// <exception cref="RedisAiException">The model cannot be loaded, or put in place; nothing serves under the key.</exception>
    public Task<ModelInfo> StoreCandidateAsync(
        string key, DownloadedModel model, CandidateTraffic traffic, string? flavor, ModelOptions options, Action<ModelOptions> configure, CancellationToken cancellationToken)
    {
        MlflowModelFolder folder = Open(model, flavor, options, configure);
        return TriedAsync(() => engine.Models.StoreCandidateAsync(key, folder.Source, traffic, options, Trial(folder), cancellationToken));
    }

    /// <summary>What a trial has found is thrown as it was found.</summary>
    private static async Task<ModelInfo> TriedAsync(Func<Task<ModelInfo>> store)
    {
        try
        {
            return await store().ConfigureAwait(false);
        }
        catch (ModelLoadException error) when (error.InnerException is MlflowException refused)
        {
            throw new MlflowException(refused.Message, refused.ErrorCode, refused.HttpStatus, error);
        }
    }

    private MlflowModelFolder Open(DownloadedModel model, string? flavor, ModelOptions options, Action<ModelOptions> configure)
    {
        MlflowModelFolder folder = MlflowModelFolder.Open(model.LocalPath, flavor);
        foreach (string warning in folder.Warnings)
        {
            logger.FolderWarning(model.Model.ToString(), warning);
        }

        if (folder.IsImported && engine is RedisAiEngine { HasImporters: false })
        {
            throw new MlflowException(
                $"The model in '{folder.Path}' is one of {folder.Flavor}, which no backend runs as it is, and the engine has no importers: add those of the package RedisAi.Importers, in a host by AddImporters().",
                MlflowErrorCodes.InvalidParameterValue);
        }

        FolderSettings.TakeBack(options);
        options.Metadata.Clear();
        options.Backend = folder.NamedBackend;
        FolderSettings.Put(options, folder.Settings);
        DeploymentFacts.Of(model, folder).WriteTo(options.Metadata);
        configure(options);
        return folder;
    }

    private ModelTrial Trial(MlflowModelFolder folder) => async (model, token) =>
    {
        SignatureCheck.Check(folder, model.Signature, logger);

        // Before it serves, so that no request is answered as if nothing were known of it.
        contracts.Set(model.Signature, folder.Contract);
        await folder.SmokeTestAsync(model, token).ConfigureAwait(false);
    };
}
