using RedisAi.Backends.Onnx;
using RedisAi.Backends.TfLite;
using RedisAi.Backends.Torch;
using RedisAi.Cli.CommandLine;
using RedisAi.Importers;
using RedisAi.MLflow;

namespace RedisAi.Cli.Deployments;

/// <summary>Loads a model in this process, and runs it once.</summary>
internal static class LocalScoring
{
    private const string Name = "local";

    public static async Task<ReadOnlyMemory<byte>> PredictAsync(CommandCall call, string modelUri, string? flavor, ReadOnlyMemory<byte> input)
    {
        WarningLog log = new(call.Terminal);
        using MlflowClient mlflow = DeploymentSession.CreateClient(call, log);
        LocalDeployment local = await call.WithProgressAsync(
            "Loading",
            progress => MlflowDeployments.RunLocalAsync(
                Name, modelUri, mlflow, [new OnnxBackend(), new TorchBackend(), new TfLiteBackend()], flavor, progress: new DownloadShare(progress), loggerFactory: log, importers: ModelImporters.All, cancellationToken: call.Interrupted)).ConfigureAwait(false);
        await using (local.ConfigureAwait(false))
        {
            return await local.PredictAsync(input, call.Interrupted).ConfigureAwait(false);
        }
    }
}
