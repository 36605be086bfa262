using RedisAi.MLflow.Rest;
using RedisAi.MLflow.Rest.Routes;

namespace RedisAi.MLflow.Resolution;

/// <summary>Reads addresses that a server gives.</summary>
internal static class ServedPlace
{
    /// <summary>Reads an address, with a folder below it.</summary>
    /// <param name="text">The address.</param>
    /// <param name="path">The path of the folder, empty for none.</param>
    /// <param name="server">The server, whose artifacts may be named by their http address, too.</param>
    /// <exception cref="MlflowException">It is none.</exception>
    public static MlflowUri Parse(string text, string path, ServerAddress server)
    {
        string place = ProxiedPath(text, server) is { } proxied ? $"mlflow-artifacts:/{proxied}" : text;
        try
        {
            return MlflowUri.Parse(path.Length == 0 ? place : $"{place.TrimEnd('/')}/{path}");
        }
        catch (MlflowException error)
        {
            throw new MlflowException($"The server at {server} names a place of files that cannot be used. {error.Message}", MlflowErrorCodes.InvalidParameterValue, innerException: error);
        }
    }

    /// <summary>The path of an artifact that is named by its http address on the server itself; null for anything else.</summary>
    private static string? ProxiedPath(string text, ServerAddress server)
    {
        string prefix = $"{server}{ProxyRoutes.Prefix}/";
        return text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(text[prefix.Length..]) : null;
    }
}
