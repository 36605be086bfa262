using RedisAi.MLflow.Scoring;

namespace RedisAi.MLflow.Deployments;

/// <summary>An engine of this process as the place where models are deployed.</summary>
internal sealed class EngineTarget(EngineDeployer deployer, ScoringContracts contracts) : IDeploymentTarget
{
    public string Description => "the engine of this process";

    private IModelRegistry Models => deployer.Engine.Models;

    public Task<MlflowDeployment?> FindAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(Find(name));

    public Task<IReadOnlyList<MlflowDeployment>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<MlflowDeployment>>([.. Models.List().Select(info => Find(info.Key)).OfType<MlflowDeployment>()]);

    public async Task<MlflowDeployment> StoreAsync(string name, bool isNew, DownloadedModel model, string? flavor, DeploymentConfig config, CancellationToken cancellationToken)
    {
        bool isThere = Models.TryGet(name, out _);
        if (isNew && isThere)
        {
            // The application has put it there since.
            throw DeploymentErrors.Exists(name);
        }

        // What code and callers have set stays, save what the folder or the caller gives now.
        ModelOptions options = isThere ? Models.GetOptions(name) : new ModelOptions();
        ModelInfo stored = await deployer.StoreAsync(name, model, flavor, options, config.ApplyTo, cancellationToken).ConfigureAwait(false);
        return Of(stored, Models.GetOptions(name).Batching);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => Models.DeleteAsync(name, cancellationToken);

    public async Task<ReadOnlyMemory<byte>?> ScoreAsync(string name, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        if (!Models.TryGet(name, out IModel? model))
        {
            return null;
        }

        return await new Scorer(model, new EngineContracts(deployer.Engine, contracts)).ScoreAsync(request, cancellationToken).ConfigureAwait(false);
    }

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
        return DeploymentFacts.Describe(facts, info.Key, info.Backend, info.Device) with
        {
            Revision = info.Version,
            Tag = info.Tag,
            BatchSize = batching.BatchSize,
            MinBatchSize = batching.MinBatchSize,
            MinBatchTimeout = batching.MinBatchTimeout,
            Inputs = [.. info.Signature.Inputs.Select(static input => input.Name)],
            Outputs = [.. info.Signature.Outputs.Select(static output => output.Name)],
        };
    }
}
