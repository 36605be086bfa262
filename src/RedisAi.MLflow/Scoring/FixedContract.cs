namespace RedisAi.MLflow.Scoring;

/// <summary>One contract for whatever version is asked for.</summary>
internal sealed class FixedContract(ScoringContract contract) : IContractSource
{
    public ScoringContract? Find(ModelSignature version) => contract;

    public ScoringContract Default(string key) => contract;

    public void Planned(string key, IReadOnlyList<SignatureProblem> problems)
    {
    }
}
