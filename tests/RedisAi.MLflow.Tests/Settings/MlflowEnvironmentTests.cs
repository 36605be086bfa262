using RedisAi.MLflow.Settings;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Settings;

public sealed class MlflowEnvironmentTests
{
    [Fact]
    public void Variables_set_what_they_are_for()
    {
        MlflowClientOptions options = Read(new()
        {
            ["MLFLOW_TRACKING_URI"] = " http://mlflow:5000 ",
            ["MLFLOW_REGISTRY_URI"] = "http://registry:5000",
            ["MLFLOW_TRACKING_USERNAME"] = "ann",
            ["MLFLOW_TRACKING_PASSWORD"] = " se cret ",
            ["MLFLOW_TRACKING_TOKEN"] = "token",
            ["MLFLOW_TRACKING_INSECURE_TLS"] = "TRUE",
            ["MLFLOW_TRACKING_SERVER_CERT_PATH"] = "ca.pem",
            ["MLFLOW_TRACKING_CLIENT_CERT_PATH"] = "me.pem",
            ["MLFLOW_WORKSPACE"] = "team",
            ["MLFLOW_HTTP_REQUEST_TIMEOUT"] = "12.5",
            ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "3",
            ["MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR"] = "0.5",
            ["MLFLOW_HTTP_REQUEST_BACKOFF_JITTER"] = "0",
            ["REDISAI_MLFLOW_CACHE"] = "/var/cache/models",
        });

        Assert.Equal(("http://mlflow:5000", "http://registry:5000", "team"), (options.TrackingUri, options.RegistryUri, options.Workspace));
        Assert.Equal(("ann", " se cret ", "token"), (options.Username, options.Password, options.Token));
        Assert.Equal((true, "ca.pem", "me.pem"), (options.Tls.Insecure, options.Tls.ServerCertificatePath, options.Tls.ClientCertificatePath));
        Assert.Equal("/var/cache/models", options.Cache.Folder);
        Assert.Equal((TimeSpan.FromSeconds(12.5), 3, 0.5, 0), (options.Timeout, options.MaxRetries, options.BackoffFactor, options.BackoffJitter));
    }

    [Fact]
    public void What_no_variable_says_stays()
    {
        MlflowClientOptions options = Read(new() { ["MLFLOW_TRACKING_URI"] = "  ", ["MLFLOW_TRACKING_PASSWORD"] = "" });

        Assert.Null(options.TrackingUri);
        Assert.Null(options.Password);
        Assert.Null(options.Cache.Folder);
        Assert.Equal((TimeSpan.FromSeconds(120), 7, 2, 1), (options.Timeout, options.MaxRetries, options.BackoffFactor, options.BackoffJitter));
    }

    [Theory]
    [InlineData("MLFLOW_TRACKING_INSECURE_TLS", "perhaps", "true, false, 1 or 0")]
    [InlineData("MLFLOW_HTTP_REQUEST_TIMEOUT", "soon", "a number from 0.001 to 86400")]
    [InlineData("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "-1", "a number from 0 to 100")]
    [InlineData("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "NaN", "a number from 0 to 3600")]
    public void A_value_that_is_none_is_refused_with_its_variable(string name, string value, string expected)
    {
        MlflowException error = Assert.Throws<MlflowException>(() => Read(new() { [name] = value }));

        Assert.Equal($"The environment variable {name} has the value '{value}'; expected: {expected}.", error.Message);
    }

    [Fact]
    public void The_credentials_file_says_what_no_variable_does()
    {
        using TemporaryFolder home = new();
        Directory.CreateDirectory(home[".mlflow"]);
        File.WriteAllText(
            Path.Combine(home[".mlflow"], "credentials"),
            "[other]\nmlflow_tracking_username = eve\n\n# a comment\n[mlflow]\nmlflow_tracking_username = ann\nMLFLOW_TRACKING_PASSWORD: a = b:c\n[more]\nmlflow_tracking_password = no\n");

        MlflowClientOptions options = Read([], home.Path);
        MlflowClientOptions other = Read(new() { ["MLFLOW_TRACKING_USERNAME"] = "bob" }, home.Path);

        Assert.Equal(("ann", "a = b:c"), (options.Username, options.Password));
        Assert.Equal(("bob", "a = b:c"), (other.Username, other.Password));
    }

    private static MlflowClientOptions Read(Dictionary<string, string> variables, string? home = null)
    {
        MlflowClientOptions options = new();
        new MlflowEnvironment(variables.GetValueOrDefault, home).ApplyTo(options);
        return options;
    }
}
