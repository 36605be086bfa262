namespace RedisAi.MLflow.Uris;

/// <summary>What follows a scheme that has no servers: <c>runs:/</c> and <c>models:/</c>.</summary>
internal static class SchemeRest
{
    /// <exception cref="MlflowException">There is no slash after the colon, or a server.</exception>
    public static string Of(string text, string scheme, string expected)
    {
        string rest = text[(scheme.Length + 1)..];
        if (rest.StartsWith("//", StringComparison.Ordinal) && !rest.StartsWith("///", StringComparison.Ordinal))
        {
            throw MlflowUriParser.Wrong(text, "it names a server after '//'; the server is a setting of the client, MLFLOW_TRACKING_URI", expected);
        }

        return rest.StartsWith('/') ? rest.TrimStart('/') : throw MlflowUriParser.Wrong(text, "a '/' follows the colon", expected);
    }
}
