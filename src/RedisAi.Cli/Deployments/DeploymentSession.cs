using RedisAi.Cli.CommandLine;
using RedisAi.Importers;
using RedisAi.MLflow;
using RedisAi.MLflow.Settings;

namespace RedisAi.Cli.Deployments;

/// <summary>The deployments of a server, and what they need for as long as a command runs.</summary>
internal sealed class DeploymentSession : IAsyncDisposable
{
    private readonly RedisAiClient _server;
    private readonly MlflowClient _mlflow;

    private DeploymentSession(RedisAiClient server, CommandCall call)
    {
        _server = server;
        WarningLog log = new(call.Terminal);
        _mlflow = CreateClient(call, log);
        Deployments = new MlflowDeployments(server, _mlflow, log, ModelImporters.All);
    }

    public MlflowDeployments Deployments { get; }

    /// <summary>Deployments to a server, which is disconnected at the end, also when this fails.</summary>
    public static async Task<DeploymentSession> OfAsync(RedisAiClient server, CommandCall call)
    {
        try
        {
            return new DeploymentSession(server, call);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What finds models where the environment says.</summary>
    public static MlflowClient CreateClient(CommandCall call, WarningLog log)
    {
        MlflowClientOptions options = new();
        MlflowEnvironment.Of(call.Services.Environment).ApplyTo(options);
        return new MlflowClient(options, call.Services.Time, log);
    }

    public async ValueTask DisposeAsync()
    {
        _mlflow.Dispose();
        await _server.DisposeAsync().ConfigureAwait(false);
    }
}
