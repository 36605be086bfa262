using System.Globalization;
using RedisAi.MLflow.Credentials;

namespace RedisAi.MLflow.Settings;

/// <summary>Reads the environment variables of MLflow's own client, and the one that this has beside them.</summary>
/// <param name="variable">Gives a variable, or null.</param>
/// <param name="home">The folder of the user; null where there is none.</param>
internal sealed class MlflowEnvironment(Func<string, string?> variable, string? home)
{
    public static MlflowEnvironment OfProcess() => Of(Environment.GetEnvironmentVariable);

    /// <summary>Variables from elsewhere, and the folder of whoever runs the process.</summary>
    public static MlflowEnvironment Of(Func<string, string?> variable) =>
        new(variable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : null);

    /// <summary>Sets what the environment says, and leaves the rest.</summary>
    /// <exception cref="MlflowException">A variable has a value that is none.</exception>
    public void ApplyTo(MlflowClientOptions options)
    {
        options.TrackingUri = Text("MLFLOW_TRACKING_URI") ?? options.TrackingUri;
        options.RegistryUri = Text("MLFLOW_REGISTRY_URI") ?? options.RegistryUri;
        options.Workspace = Text("MLFLOW_WORKSPACE") ?? options.Workspace;

        CredentialsFile file = CredentialsFile.Read(home);
        options.Username = Text("MLFLOW_TRACKING_USERNAME") ?? file.Username ?? options.Username;
        options.Password = Password() ?? file.Password ?? options.Password;
        options.Token = Text("MLFLOW_TRACKING_TOKEN") ?? options.Token;

        options.Tls.Insecure = Flag("MLFLOW_TRACKING_INSECURE_TLS") ?? options.Tls.Insecure;
        options.Tls.ServerCertificatePath = Text("MLFLOW_TRACKING_SERVER_CERT_PATH") ?? options.Tls.ServerCertificatePath;
        options.Tls.ClientCertificatePath = Text("MLFLOW_TRACKING_CLIENT_CERT_PATH") ?? options.Tls.ClientCertificatePath;

        options.Timeout = Number("MLFLOW_HTTP_REQUEST_TIMEOUT", 0.001, 86_400) is { } seconds ? TimeSpan.FromSeconds(seconds) : options.Timeout;
        options.MaxRetries = (int?)Number("MLFLOW_HTTP_REQUEST_MAX_RETRIES", 0, 100) ?? options.MaxRetries;
        options.BackoffFactor = Number("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", 0, 3600) ?? options.BackoffFactor;
        options.BackoffJitter = Number("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", 0, 3600) ?? options.BackoffJitter;

        // MLflow's client has no cache, and so no name for its folder.
        options.Cache.Folder = Text("REDISAI_MLFLOW_CACHE") ?? options.Cache.Folder;
    }

    private string? Text(string name) => variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>Blanks may belong to it.</summary>
    private string? Password() => variable("MLFLOW_TRACKING_PASSWORD") is { Length: > 0 } value ? value : null;

    private bool? Flag(string name) => Text(name)?.ToLowerInvariant() switch
    {
        null => null,
        "true" or "1" => true,
        "false" or "0" => false,
        string value => throw Wrong(name, value, "true, false, 1 or 0"),
    };

    private double? Number(string name, double least, double most)
    {
        if (Text(name) is not { } value)
        {
            return null;
        }

        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most
            ? number
            : throw Wrong(name, value, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
    }

    private static MlflowException Wrong(string name, string value, string expected) =>
        new($"The environment variable {name} has the value '{value}'; expected: {expected}.", MlflowErrorCodes.InvalidParameterValue);
}
