using System.Diagnostics.CodeAnalysis;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow;

/// <summary>Where a model is, as MLflow writes it. Immutable.</summary>
/// <remarks>
/// Known are plain paths and <c>file:</c>, <c>runs:/RUN/path</c>, <c>models:/NAME/VERSION</c>, <c>models:/NAME@alias</c>, <c>models:/NAME/latest</c>, stages as in
/// <c>models:/NAME/Production</c>, <c>models:/m-…</c> and <c>mlflow-artifacts:</c>. An address of a model may go on with a folder in it, as in
/// <c>models:/NAME/3/data</c>.
/// </remarks>
public sealed class MlflowUri
{
    internal MlflowUri(MlflowUriKind kind, string text) => (Kind, Text) = (kind, text);

    /// <summary>Gets what it leads to.</summary>
    public MlflowUriKind Kind { get; }

    /// <summary>Gets the address as it was given.</summary>
    public string Text { get; }

    /// <summary>Gets the name of the registered model; null when it is not one.</summary>
    public string? ModelName { get; internal init; }

    /// <summary>Gets the number of the version, in digits; null when it is found out in another way.</summary>
    public string? Version { get; internal init; }

    /// <summary>Gets the alias; null when there is none.</summary>
    public string? Alias { get; internal init; }

    /// <summary>Gets the stage as MLflow writes it, as in <c>Production</c>; null when there is none.</summary>
    public string? Stage { get; internal init; }

    /// <summary>Gets the identifier of the logged model; null when it is not one.</summary>
    public string? ModelId { get; internal init; }

    /// <summary>Gets the identifier of the run; null when it is not one.</summary>
    public string? RunId { get; internal init; }

    /// <summary>Gets the path: on this machine, in the artifacts, or of a folder within the model, where it is empty for the whole of it.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>The server of <c>mlflow-artifacts://HOST:PORT/path</c>; null for the tracking server.</summary>
    internal string? Authority { get; init; }

    /// <summary>The scheme, in lower case; null for a plain path.</summary>
    internal string? Scheme { get; init; }

    /// <summary>Reads an address. Nothing is looked up.</summary>
    /// <param name="text">The address.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="MlflowException">It is none, or leaves the folder that it names (INVALID_PARAMETER_VALUE); the message shows what is meant.</exception>
    public static MlflowUri Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return MlflowUriParser.Parse(text);
    }

    /// <summary>Reads an address, if it is one.</summary>
    /// <param name="text">The address.</param>
    /// <param name="uri">What it says; null when it is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out MlflowUri? uri)
    {
        uri = null;
        if (text is null)
        {
            return false;
        }

        try
        {
            uri = Parse(text);
            return true;
        }
        catch (MlflowException)
        {
            return false;
        }
    }

    /// <summary>Returns the address as it was given, without a password that may be in it.</summary>
    public override string ToString() => ShownUri.Of(Text);
}
