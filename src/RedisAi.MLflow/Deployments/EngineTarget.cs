using System.Buffers;
using RedisAi.MLflow.Scoring;

namespace RedisAi.MLflow.Deployments;

/// <summary>An engine of this process.</summary>
internal sealed class EngineTarget(EngineDeployer deployer, ScoringContracts contracts) : IDeploymentTarget
{
    private IModelRegistry Models => deployer.Engine.Models;

    public Task<MlflowDeployment?> FindAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(Find(name));

    public Task<IReadOnlyList<MlflowDeployment>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<MlflowDeployment>>([.. Models.List().Select(info => Find(info.Key)).OfType<MlflowDeployment>()]);

    public async Task<MlflowDeployment> StoreAsync(string name, DownloadedModel model, string? flavor, DeploymentConfig config, CancellationToken cancellationToken)
    {
        ModelInfo stored = await deployer.StoreAsync(name, model, flavor, config.ApplyTo, cancellationToken).ConfigureAwait(false);
        return Of(stored, Models.GetOptions(name).Batching);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => Models.DeleteAsync(name, cancellationToken);

    public async Task<ReadOnlyMemory<byte>> ScoreAsync(string name, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        Scorer scorer = new(Models[name], new EngineContracts(deployer.Engine, contracts));
        ScoringPlan plan = scorer.Plan;
        ScoringCall call = scorer.Begin(plan, request.Span, BodyFormat.Json, options: null, cancellationToken);
        InferenceAttempt attempt = await call.Attempt.ConfigureAwait(false);
        if (!attempt.Accepted)
        {
            throw new EngineOverloadedException(attempt.RetryAfter);
        }

        using ModelResult result = attempt.Result;
        ArrayBufferWriter<byte> answer = new();
        Predictions.Write(answer, plan, result, call.IsUnwrapped);
        return answer.WrittenMemory;
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
        return new MlflowDeployment(info.Key, facts?.Flavor ?? BackendFlavors.Of(info.Backend))
        {
            ModelUri = facts?.ModelUri,
            ModelId = facts?.ModelId,
            ModelVersion = facts?.ModelVersion,
            RunId = facts?.RunId,
            Digest = facts?.Digest,
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
