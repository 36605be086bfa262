namespace RedisAi.MLflow.Deployments.Remote;

/// <summary>The keys that a deployment takes on a server beside that of its model.</summary>
internal static class RemoteKeys
{
    private const string TrialMark = ":mlflow-trial:";

    /// <summary>Where the facts of a deployment are.</summary>
    public static string FactsOf(string name) => $"{InSlotOf(name)}:mlflow";

    /// <summary>A new key for a model that is tried before it gets its name.</summary>
    public static string TrialOf(string name) => $"{InSlotOf(name)}{TrialMark}{Guid.NewGuid():N}";

    public static bool IsTrial(string key) => key.Contains(TrialMark, StringComparison.Ordinal);

    /// <summary>A cluster keeps keys together that have the same part in braces, which transactions need. A name that has such a part is taken as it is.</summary>
    private static string InSlotOf(string name)
    {
        int open = name.IndexOf('{', StringComparison.Ordinal);
        return open >= 0 && name.IndexOf('}', open) > open + 1 ? name : $"{{{name}}}";
    }
}
