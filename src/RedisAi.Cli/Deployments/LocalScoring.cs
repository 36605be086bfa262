using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;
using RedisAi.Cli.CommandLine;

namespace RedisAi.Cli.Deployments;

/// <summary>Loads a model in this process, and runs it once.</summary>
internal static class LocalScoring
{
    private const string Name = "local";

    public static async Task<ReadOnlyMemory<byte>> PredictAsync(CommandCall call, string modelUri, string? flavor, ReadOnlyMemory<byte> input)
    {
        DeploymentSession session = await DeploymentSession.OfAsync(new RedisAiEngine(new OnnxBackend(), new TorchBackend()), call).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            await call.WithProgressAsync(
                "Loading",
                progress => session.Deployments.CreateAsync(Name, modelUri, flavor, progress: new DownloadShare(progress), cancellationToken: call.Interrupted)).ConfigureAwait(false);
            return await session.Deployments.PredictAsync(Name, input, call.Interrupted).ConfigureAwait(false);
        }
    }
}
