using RedisAi.MLflow.Artifacts;

namespace RedisAi.MLflow;

/// <summary>What an address led to when it was asked for: which model, and by which version and run. Immutable.</summary>
public sealed class ResolvedModel
{
    internal ResolvedModel(MlflowUri uri, string identity) => (Uri, Identity) = (uri, identity);

    /// <summary>Gets the address.</summary>
    public MlflowUri Uri { get; }

    /// <summary>
    /// Gets a text that changes when the address leads to something else than before: by the logged model where there is one, else by the version and when it was
    /// registered, and where only files can be named, by their names and sizes. It is the same in other processes; what it says may change with releases of this library.
    /// </summary>
    /// <value>For a folder of this machine it is the path, so it does not change with what is in it.</value>
    public string Identity { get; }

    /// <summary>Gets the identifier of the logged model, <c>m-…</c>; null where there is none, as with servers before MLflow 3.</summary>
    public string? ModelId { get; internal init; }

    /// <summary>Gets the name of the registered model; null where the address names none.</summary>
    public string? Name { get; internal init; }

    /// <summary>Gets the number of the version, in digits; null where the address names no registered model.</summary>
    public string? Version { get; internal init; }

    /// <summary>Gets the run that made it; null where none is known.</summary>
    public string? RunId { get; internal init; }

    /// <summary>Gets where the files are, as the server says it, or the path of a folder of this machine.</summary>
    public string? Source { get; internal init; }

    /// <summary>Gets when the version was registered, or the logged model begun; null where that is not known.</summary>
    public DateTimeOffset? CreatedAt { get; internal init; }

    /// <summary>The way to the files; null for a folder that is used where it is, and for what was remembered.</summary>
    internal IArtifactStore? Store { get; init; }

    /// <summary>All files, where they had to be listed to know what they are.</summary>
    internal ArtifactTree? Tree { get; init; }

    /// <summary>The folder of this machine that is used where it is; null for what is downloaded.</summary>
    internal string? LocalFolder { get; init; }

    /// <summary>Returns what it is, as messages call it.</summary>
    public override string ToString() => Name is null ? Uri.ToString() : $"{Uri} (version {Version})";
}
