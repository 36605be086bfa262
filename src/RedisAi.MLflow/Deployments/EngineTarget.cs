using RedisAi.MLflow.Scoring;

namespace RedisAi.MLflow.Deployments;

/// <summary>An engine of this process as the place where models are deployed.</summary>
/// <remarks>Changes of one name come one after the other; all else may be called from several threads at once.</remarks>
internal sealed class EngineTarget(EngineDeployer deployer, ScoringContracts contracts)
{
    private IModelRegistry Models => deployer.Engine.Models;

    /// <summary>What is deployed under a name; null for nothing.</summary>
    public Task<MlflowDeployment?> FindAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(Find(name));

    public Task<IReadOnlyList<MlflowDeployment>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<MlflowDeployment>>([.. Models.List().Select(info => Find(info.Key)).OfType<MlflowDeployment>()]);

    /// <summary>Puts a model under a name; returns when it can be called. What was there serves until then, and stays if this fails.</summary>
    /// <param name="name">The name.</param>
    /// <param name="model">The folder.</param>
    /// <param name="flavor">The flavour to run; null for the first that runs.</param>
    /// <param name="config">How it is run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<MlflowDeployment> StoreAsync(string name, DownloadedModel model, string? flavor, DeploymentConfig config, CancellationToken cancellationToken)
    {
        // What served before keeps its settings, save those that the folder or the caller gives.
        ModelOptions options = Models.TryGet(name, out _) ? Models.GetOptions(name) : new ModelOptions();
        ModelInfo stored = await deployer.StoreAsync(name, model, flavor, options, config.ApplyTo, cancellationToken).ConfigureAwait(false);
        return Of(stored, Models.GetOptions(name).Batching);
    }

    /// <summary>Removes what is under a name, if anything is.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => Models.DeleteAsync(name, cancellationToken);

    /// <summary>Scores a request of MLflow's protocol, in JSON, with the model under a name.</summary>
    public Task<ReadOnlyMemory<byte>> ScoreAsync(string name, ReadOnlyMemory<byte> request, CancellationToken cancellationToken) =>
        new Scorer(Models[name], new EngineContracts(deployer.Engine, contracts)).ScoreAsync(request, cancellationToken);

    /// <summary>What is under a name; null for nothing, also where it has just been removed.</summary>
    private MlflowDeployment? Find(string name)
    {
        try
        {
            return Models.TryGet(name, out _) ? Of(Models.GetInfo(name), Models.GetOptions(name).Batching) : null;
        }
        catch (ModelNotFoundException)
        {
            return null;
        }
    }

    private static MlflowDeployment Of(ModelInfo info, BatchingOptions batching)
    {
        DeploymentFacts.TryRead(info.Metadata, out DeploymentFacts? facts);
        return new MlflowDeployment(info.Key, facts?.Flavor ?? BackendFlavors.Of(info.Backend))
        {
            ModelUri = facts?.ModelUri,
            ModelId = facts?.ModelId,
            ModelVersion = facts?.ModelVersion,
            RunId = facts?.RunId,
            Digest = facts?.Digest,
            IsUploaded = facts?.IsUploaded == true,
            Revision = info.Version,
            Backend = info.Backend,
            Device = info.Device,
            Tag = info.Tag,
            BatchSize = batching.BatchSize,
            MinBatchSize = batching.MinBatchSize,
            MinBatchTimeout = batching.MinBatchTimeout,
            Inputs = [.. info.Signature.Inputs.Select(static input => input.Name)],
            Outputs = [.. info.Signature.Outputs.Select(static output => output.Name)],
        };
    }
}
