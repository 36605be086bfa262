namespace RedisAi.MLflow.Deployments.Remote;

/// <summary>A model of a server as it was found.</summary>
/// <param name="Info">What the server tells of it.</param>
/// <param name="Noted">What lies under the key of its facts, whatever that is; null for nothing.</param>
internal sealed record DeployedModel(RemoteModelInfo Info, byte[]? Noted)
{
    private const int DigestLetters = 12;

    /// <summary>What is known of it; null when it was not deployed from MLflow, or when another model has taken its place since.</summary>
    public FactsRecord? Record { get; } = Noted is null ? null : FactsRecord.TryParse(Noted) is { } record && record.IsOf(Info) ? record : null;

    /// <summary>What counts for scoring.</summary>
    public ScoringContract Contract => Record?.Facts.Contract ?? BackendFlavors.ContractOf(Info.Backend);

    /// <summary>The tag that somebody gave; empty for none.</summary>
    public string GivenTag => Record is { } record && Info.Tag == TagOf(record.Facts) ? "" : Info.Tag;

    /// <summary>The tag of a model that nobody gave one: by it a model is told from others that take its place.</summary>
    public static string TagOf(DeploymentFacts facts) => $"sha256:{(facts.Digest is { Length: > DigestLetters } digest ? digest[..DigestLetters] : facts.Digest)}";

    /// <summary>It as a deployment.</summary>
    public MlflowDeployment Describe() =>
        DeploymentFacts.Describe(Record?.Facts, Info.Key, Info.Backend, Device.TryParse(Info.Device, out Device device) ? device : Device.Cpu) with
        {
            Tag = GivenTag,
            BatchSize = Info.BatchSize > 0 ? Info.BatchSize : null,
            MinBatchSize = Info.MinBatchSize,
            MinBatchTimeout = Info.MinBatchTimeout,
            Inputs = Names(Record?.Signature?.Inputs, Info.Inputs),
            Outputs = Names(Record?.Signature?.Outputs, Info.Outputs),
        };

    private static IReadOnlyList<string> Names(IReadOnlyList<TensorSpec>? declared, IReadOnlyList<string> told) => declared is null ? told : [.. declared.Select(static one => one.Name)];
}
