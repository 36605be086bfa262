using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using RedisAi.MLflow.Settings;

namespace RedisAi.MLflow.Hosting;

/// <summary>Reads the settings of the client: from MLflow's own environment variables, then from the application's configuration, where it has one.</summary>
internal sealed class MlflowOptionsBinder(MlflowEnvironment environment, IConfiguration? configuration) : IConfigureOptions<MlflowClientOptions>
{
    public const string Section = "RedisAi:Mlflow";

    public void Configure(MlflowClientOptions options)
    {
        environment.ApplyTo(options);

        // The call is replaced by generated code, which needs no reflection.
        configuration?.GetSection(Section).Bind(options);
    }
}
