using System.Globalization;
using RedisAi.MLflow.Rest;

namespace RedisAi.MLflow.Resolution;

/// <summary>Tells models apart. All say the server: another one may use the same identifiers, and must not decide what is in the cache for this one.</summary>
internal static class Identity
{
    /// <summary>A folder of this machine.</summary>
    public static string OfFolder(string path) => Of("folder", path);

    /// <summary>A logged model never changes once it is ready.</summary>
    public static string OfLoggedModel(ServerAddress server, string modelId, string path) => Of("model", server.ToString(), modelId, path);

    /// <summary>A version, which can be removed and made anew under the same number.</summary>
    public static string OfVersion(ServerAddress server, ModelFacts facts, string path) => Of(
        "version",
        server.ToString(),
        facts.Name,
        facts.Version,
        facts.Source,
        facts.RunId,
        facts.CreatedAt?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        path);

    /// <summary>Files that anybody may replace.</summary>
    public static string OfFiles(ServerAddress server, string place, string fingerprint) => Of("files", server.ToString(), place, fingerprint);

    private static string Of(params ReadOnlySpan<string?> parts) => string.Join('\n', parts);
}
