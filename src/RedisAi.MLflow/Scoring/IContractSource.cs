namespace RedisAi.MLflow.Scoring;

/// <summary>Says what is known of the versions of a model.</summary>
internal interface IContractSource
{
    /// <summary>Finds what somebody has said of a version; null for nothing. Asked with each request.</summary>
    ScoringContract? Find(ModelSignature version);

    /// <summary>What counts where nothing was said.</summary>
    ScoringContract Default(string key);

    /// <summary>Learns in what a version and its signature disagree, when it is looked at first.</summary>
    void Planned(string key, IReadOnlyList<SignatureProblem> problems);
}
