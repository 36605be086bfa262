namespace RedisAi.MLflow;

/// <summary>A model that is deployed, as it was at one moment. Immutable.</summary>
/// <param name="Name">Its name: the key of the model.</param>
/// <param name="Flavor">The flavour that runs, by MLflow's name; for a model that was not deployed from MLflow, that of its backend.</param>
public sealed record MlflowDeployment(string Name, string Flavor)
{
    /// <summary>Gets the address that was deployed; null for a model that was not deployed from MLflow, or of which the target does not say.</summary>
    public string? ModelUri { get; init; }

    /// <summary>Gets the identifier of the logged model of MLflow 3, <c>m-…</c>; null where none is known.</summary>
    public string? ModelId { get; init; }

    /// <summary>Gets the number of the registered version that the address led to; null where none is known.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>Gets the run that made the model; null where none is known.</summary>
    public string? RunId { get; init; }

    /// <summary>Gets a SHA-256 of the files that were deployed, <see cref="DownloadedModel.Digest"/>; null where none is known.</summary>
    public string? Digest { get; init; }

    /// <summary>Gets whether the files were uploaded to this process. Then <see cref="ModelUri"/>, <see cref="ModelVersion"/> and <see cref="RunId"/> are what the files say of themselves, which nobody has checked.</summary>
    public bool IsUploaded { get; init; }

    /// <summary>Gets how often a model was deployed under the name, this one included; null where the target does not say.</summary>
    public int? Revision { get; init; }

    /// <summary>Gets the backend that runs it, such as <c>ONNX</c>.</summary>
    public required string Backend { get; init; }

    /// <summary>Gets where it runs.</summary>
    public required Device Device { get; init; }

    /// <summary>Gets the text that was given as <c>tag</c>; empty for none. A server keeps the beginning of <see cref="Digest"/> in the place of none.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Gets the most rows that calls share in a run; null where nobody has said that they may: then the engine finds out.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Gets how many rows a run waits for.</summary>
    public int MinBatchSize { get; init; }

    /// <summary>Gets how long it waits for them.</summary>
    public TimeSpan MinBatchTimeout { get; init; }

    /// <summary>Gets the names of the inputs; empty where the target does not say.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Gets the names of the outputs; empty where the target does not say.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];
}
