using RedisAi.MLflow;

namespace RedisAi.Cli.Deployments;

/// <summary>How far a download is, as a share of the whole.</summary>
/// <param name="progress">Is told the share, from 0 to 1.</param>
internal sealed class DownloadShare(IProgress<double> progress) : IProgress<MlflowDownloadProgress>
{
    public void Report(MlflowDownloadProgress value) =>
        progress.Report(value.Bytes > 0 ? Math.Clamp((double)value.BytesDone / value.Bytes, 0, 1) : value.Files > 0 ? (double)value.FilesDone / value.Files : 0);
}
