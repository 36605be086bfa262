namespace RedisAi.MLflow.Rest.Messages;

/// <summary>A version of a registered model.</summary>
internal sealed record VersionMessage(ModelVersion? ModelVersion);

/// <summary>Versions of a registered model.</summary>
internal sealed record VersionsMessage(IReadOnlyList<ModelVersion?>? ModelVersions, string? NextPageToken);

/// <summary>What is known of a version.</summary>
internal sealed record ModelVersion(
    string? Name,
    string? Version,
    string? Source,
    string? RunId,
    string? Status,
    string? StatusMessage,
    string? CurrentStage,
    string? ModelId,
    long? CreationTimestamp);

/// <summary>Where the files of a version are.</summary>
internal sealed record DownloadUriMessage(string? ArtifactUri);
