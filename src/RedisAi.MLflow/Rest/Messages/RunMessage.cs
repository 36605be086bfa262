namespace RedisAi.MLflow.Rest.Messages;

/// <summary>A run, as <c>runs/get</c> and <c>runs/create</c> answer.</summary>
internal sealed record RunMessage(Run? Run);

/// <summary>A run.</summary>
internal sealed record Run(RunFacts? Info, RunOutputs? Outputs);

/// <summary>What is known of a run.</summary>
internal sealed record RunFacts(string? RunId, string? RunUuid, string? ExperimentId, string? ArtifactUri, string? Status)
{
    public string? Id => RunId ?? RunUuid;
}

/// <summary>What came of a run, from MLflow 3 on.</summary>
internal sealed record RunOutputs(IReadOnlyList<ModelOutput?>? ModelOutputs);

/// <summary>A logged model of a run.</summary>
internal sealed record ModelOutput(string? ModelId, long Step);
