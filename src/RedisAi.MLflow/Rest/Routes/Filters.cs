namespace RedisAi.MLflow.Rest.Routes;

/// <summary>The filters of searches.</summary>
internal static class Filters
{
    /// <summary>A text in quotes. MLflow knows no escapes: a text has the quotes that are not in it.</summary>
    /// <exception cref="MlflowException">It has both.</exception>
    public static string Quote(string text)
    {
        char quote = text.Contains('\'', StringComparison.Ordinal) ? '"' : '\'';
        return text.Contains(quote, StringComparison.Ordinal)
            ? throw new MlflowException($"The name {text} has both kinds of quotes, and cannot be searched for.", MlflowErrorCodes.InvalidParameterValue)
            : $"{quote}{text}{quote}";
    }
}
