using RedisAi.Cli.CommandLine;
using RedisAi.MLflow;
using RedisAi.MLflow.Settings;

namespace RedisAi.Cli.Deployments;

/// <summary>The deployments of a target, and what they need for as long as a command runs.</summary>
internal sealed class DeploymentSession : IAsyncDisposable
{
    private readonly IAsyncDisposable _target;
    private readonly MlflowClient _mlflow;

    private DeploymentSession(IAsyncDisposable target, CommandCall call, Func<MlflowClient, WarningLog, MlflowDeployments> create)
    {
        _target = target;
        WarningLog log = new(call.Terminal);
        MlflowClientOptions options = new();
        MlflowEnvironment.Of(call.Services.Environment).ApplyTo(options);
        _mlflow = new MlflowClient(options, call.Services.Time, log);
        Deployments = create(_mlflow, log);
    }

    public MlflowDeployments Deployments { get; }

    /// <summary>Deployments to a server, which is disconnected at the end.</summary>
    public static Task<DeploymentSession> OfAsync(RedisAiClient server, CommandCall call) => OfAsync(server, call, (mlflow, log) => new MlflowDeployments(server, mlflow, log));

    /// <summary>Deployments to an engine of this process, which ends with them.</summary>
    public static Task<DeploymentSession> OfAsync(RedisAiEngine engine, CommandCall call) => OfAsync(engine, call, (mlflow, log) => new MlflowDeployments(engine, mlflow, loggerFactory: log));

    public async ValueTask DisposeAsync()
    {
        _mlflow.Dispose();
        await _target.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<DeploymentSession> OfAsync(IAsyncDisposable target, CommandCall call, Func<MlflowClient, WarningLog, MlflowDeployments> create)
    {
        try
        {
            return new DeploymentSession(target, call, create);
        }
        catch
        {
            await target.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
