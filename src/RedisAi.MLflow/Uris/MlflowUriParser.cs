namespace RedisAi.MLflow.Uris;

/// <summary>Reads addresses: finds out of which kind one is.</summary>
internal static class MlflowUriParser
{
    /// <exception cref="MlflowException">It is no address.</exception>
    public static MlflowUri Parse(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            throw Wrong(text, "it is empty", "models:/NAME/1, models:/NAME@alias, runs:/RUN/path or a folder");
        }

        if (trimmed.Contains('\0', StringComparison.Ordinal))
        {
            throw Wrong(text, "it has a NUL character", "an address without it");
        }

        return SchemeOf(trimmed) switch
        {
            null => ParsePlain(trimmed),
            "file" => FileUri.Parse(trimmed),
            "runs" => RunsUri.Parse(trimmed),
            "models" => ModelsUri.Parse(trimmed),
            "mlflow-artifacts" => ProxyUri.Parse(trimmed),
            "http" or "https" => new MlflowUri(MlflowUriKind.Http, trimmed) { Scheme = SchemeOf(trimmed) },
            string scheme => new MlflowUri(MlflowUriKind.OtherStore, trimmed) { Scheme = scheme },
        };
    }

    /// <summary>The error of an address that is none.</summary>
    public static MlflowException Wrong(string text, string problem, string expected) =>
        new($"The address '{ShownUri.Of(text)}' cannot be read: {problem}. Expected: {expected}.", MlflowErrorCodes.InvalidParameterValue);

    private static MlflowUri ParsePlain(string text) =>
        ModelIds.IsModelId(text)
            ? throw Wrong(text, $"did you mean models:/{text}? Alone it is the name of a folder", $"models:/{text} for the logged model, ./{text} for the folder")
            : new MlflowUri(MlflowUriKind.LocalFolder, text) { Path = text };

    /// <summary>The scheme in lower case. One letter is a drive of Windows, and a path may have a colon after its first folder.</summary>
    private static string? SchemeOf(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && char.IsAsciiLetter(text[0]) && text.Take(colon).All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.')
            ? text[..colon].ToLowerInvariant()
            : null;
    }
}
