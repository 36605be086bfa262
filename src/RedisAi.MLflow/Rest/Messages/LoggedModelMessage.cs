namespace RedisAi.MLflow.Rest.Messages;

/// <summary>A logged model.</summary>
internal sealed record LoggedModelMessage(LoggedModel? Model);

/// <summary>Logged models.</summary>
internal sealed record LoggedModelsMessage(IReadOnlyList<LoggedModel?>? Models, string? NextPageToken);

/// <summary>A logged model.</summary>
internal sealed record LoggedModel(LoggedModelFacts? Info);

/// <summary>What is known of a logged model.</summary>
internal sealed record LoggedModelFacts(
    string? ModelId,
    string? Name,
    string? ArtifactUri,
    string? Status,
    string? StatusMessage,
    string? SourceRunId,
    long? CreationTimestampMs);
