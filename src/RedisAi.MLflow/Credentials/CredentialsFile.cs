namespace RedisAi.MLflow.Credentials;

/// <summary>What <c>~/.mlflow/credentials</c> says: an INI file with a section <c>[mlflow]</c>.</summary>
/// <param name="Username">The user; null when it says none.</param>
/// <param name="Password">The password; null when it says none.</param>
internal sealed record CredentialsFile(string? Username, string? Password)
{
    private const string Section = "[mlflow]";

    private static readonly char[] s_separators = ['=', ':'];

    /// <summary>Reads the file of a user; says nothing when there is none, or when it may not be read.</summary>
    public static CredentialsFile Read(string? home)
    {
        try
        {
            return home is not null && Path.Combine(home, ".mlflow", "credentials") is var path && File.Exists(path) ? Parse(File.ReadLines(path)) : new(null, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(null, null);
        }
    }

    public static CredentialsFile Parse(IEnumerable<string> lines)
    {
        Dictionary<string, string> values = [];
        bool isOurs = false;
        foreach (string line in lines.Select(static line => line.Trim()))
        {
            int end = line.IndexOfAny(s_separators);
            if (line.StartsWith('['))
            {
                isOurs = line.Equals(Section, StringComparison.OrdinalIgnoreCase);
            }
            else if (isOurs && end > 0 && line[0] is not ('#' or ';'))
            {
                values[line[..end].TrimEnd().ToLowerInvariant()] = line[(end + 1)..].TrimStart();
            }
        }

        return new CredentialsFile(Value(values, "mlflow_tracking_username"), Value(values, "mlflow_tracking_password"));
    }

    /// <summary>Does not show the password.</summary>
    public override string ToString() => Username ?? "";

    private static string? Value(Dictionary<string, string> values, string key) => values.TryGetValue(key, out string? value) && value.Length > 0 ? value : null;
}
