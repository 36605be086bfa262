namespace RedisAi.MLflow.Rest.Messages;

/// <summary>Asks for the latest versions of a model, of some stages or of each.</summary>
internal sealed record LatestVersionsRequest(string Name, IReadOnlyList<string>? Stages);

/// <summary>Asks for logged models.</summary>
internal sealed record SearchLoggedModelsRequest(IReadOnlyList<string> ExperimentIds, string Filter, int MaxResults, string? PageToken);

/// <summary>Begins a run.</summary>
internal sealed record CreateRunRequest(string ExperimentId, string? RunName, long StartTime, IReadOnlyList<Pair>? Tags);

/// <summary>Makes an experiment.</summary>
internal sealed record CreateExperimentRequest(string Name);

/// <summary>Ends a run.</summary>
internal sealed record UpdateRunRequest(string RunId, string Status, long EndTime);

/// <summary>A name and a value.</summary>
internal sealed record Pair(string Key, string Value);
