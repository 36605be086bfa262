using System.Globalization;
using RedisAi.MLflow.Folders;

namespace RedisAi.MLflow;

/// <summary>What the file <c>MLmodel</c> of a folder says of its model. Immutable.</summary>
public sealed class MlflowModelDescription
{
    private readonly YamlSection _flavors;

    internal MlflowModelDescription(YamlSection flavors)
    {
        _flavors = flavors;
        Flavors = [.. flavors.Keys];
    }

    /// <summary>Gets the names of the flavours in which the model lies there, as MLflow calls them: <c>onnx</c>, <c>python_function</c> and so on.</summary>
    public IReadOnlyList<string> Flavors { get; }

    /// <summary>Gets the identifier of a logged model of MLflow 3, <c>m-...</c>; null for others.</summary>
    public string? ModelId { get; internal init; }

    /// <summary>Gets the identifier that MLflow gives every model; null when the file has none.</summary>
    public string? ModelUuid { get; internal init; }

    /// <summary>Gets the run that the model was logged to; null when it was saved outside a run.</summary>
    public string? RunId { get; internal init; }

    /// <summary>Gets the version of MLflow that has written the folder; null when the file does not say.</summary>
    public string? MlflowVersion { get; internal init; }

    /// <summary>Gets when the model was logged; null when the file does not say.</summary>
    public DateTimeOffset? TimeCreated { get; internal init; }

    /// <summary>Gets how many bytes the model has, by MLflow's count; null when the file does not say.</summary>
    public long? SizeBytes { get; internal init; }

    /// <summary>Gets what the model takes and gives, as it was logged; null when nothing was said of that.</summary>
    public MlflowSignature? Signature { get; internal init; }

    /// <summary>Gets the example that the model was logged with; null when there is none.</summary>
    public InputExample? InputExample { get; internal init; }

    /// <summary>The path within the run, or with MLflow 3 the address of the files; null when the file does not say.</summary>
    internal string? ArtifactPath { get; init; }

    /// <summary>The Python module that MLflow would load the model with; null when the folder has no flavour for Python.</summary>
    internal string? LoaderModule => FindFlavor("python_function")?.Text("loader_module");

    /// <summary>What the file says of a flavour; null when the model has no such flavour.</summary>
    internal YamlSection? FindFlavor(string name) => _flavors.Section(name);

    /// <summary>MLflow writes the time in UTC, without saying so.</summary>
    internal static DateTimeOffset? ParseTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;
}
