using RedisAi.MLflow.Scoring;

namespace RedisAi.MLflow.Deployments;

/// <summary>What is known of the models of an engine: what whoever loaded them has said, else what was noted with them.</summary>
internal sealed class EngineContracts(IRedisAi engine, ScoringContracts contracts) : IContractSource
{
    public ScoringContract? Find(ModelSignature version) => contracts.TryGet(version, out ScoringContract? found) ? found : null;

    public ScoringContract Default(string key) => Of(engine.Models.GetInfo(key));

    public void Planned(string key, IReadOnlyList<SignatureProblem> problems)
    {
    }

    /// <summary>What was noted with a model; where nothing was, what MLflow does with such models.</summary>
    public static ScoringContract Of(ModelInfo model) =>
        DeploymentFacts.TryRead(model.Metadata, out DeploymentFacts? facts) ? facts.Contract : BackendFlavors.ContractOf(model.Backend);
}
