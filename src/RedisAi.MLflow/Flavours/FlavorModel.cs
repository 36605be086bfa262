namespace RedisAi.MLflow.Flavours;

/// <summary>A model as a flavour has found it in a folder.</summary>
/// <param name="Flavor">MLflow's name of the flavour.</param>
/// <param name="Backend">The backend that runs it, once it was imported where it has to be.</param>
/// <param name="Path">The model's own file.</param>
/// <param name="Predictions">How its outputs are answered.</param>
internal sealed record FlavorModel(string Flavor, string Backend, string Path, PredictionForm Predictions)
{
    /// <summary>The files that the model needs besides its own.</summary>
    public IReadOnlyList<string> OtherFiles { get; init; } = [];

    /// <summary>Whether the file is of a format that an importer of the engine reads first, and no backend does.</summary>
    public bool IsImported { get; init; }

    /// <summary>What the folder says of how the model is to be run, and to be imported.</summary>
    public RunSettings Settings { get; init; } = RunSettings.None;

    /// <summary>Sentences for a log: what the folder wishes and does not get.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
