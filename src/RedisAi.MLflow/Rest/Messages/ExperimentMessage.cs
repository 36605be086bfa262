namespace RedisAi.MLflow.Rest.Messages;

/// <summary>An experiment: all of it, or its identifier where it has just been made.</summary>
internal sealed record ExperimentMessage(Experiment? Experiment, string? ExperimentId);

/// <summary>What is known of an experiment.</summary>
internal sealed record Experiment(string? ExperimentId, string? LifecycleStage);
