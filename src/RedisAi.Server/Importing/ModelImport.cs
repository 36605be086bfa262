using RedisAi.Client.Protocol;
using RedisAi.Client.Replies;

namespace RedisAi.Server.Importing;

/// <summary>Brings models and scripts over, one after the other.</summary>
/// <param name="source">Where they are read.</param>
/// <param name="target">Where they are written.</param>
/// <param name="report">Told of each.</param>
/// <param name="usesCpu">Whether they are stored for the processor, whatever their device was.</param>
internal sealed class ModelImport(RedisAiSource source, IImportTarget target, ImportReport report, bool usesCpu)
{
    private const string Cpu = "CPU";

    public async Task ImportModelAsync(WireKey key, CancellationToken cancellationToken)
    {
        try
        {
            WireModel model = await source.GetModelAsync(key, cancellationToken).ConfigureAwait(false);
            if (model.Backend == "TF")
            {
                report.Skip(key, "it is a model for TensorFlow, which is not here; convert it to ONNX or TensorFlow Lite");
                return;
            }

            if (model.Chunks.Count == 0)
            {
                model = model with { Chunks = await source.GetModelBlobAsync(key, cancellationToken).ConfigureAwait(false) };
            }

            model = usesCpu ? model with { Device = Cpu } : model;
            await StoreAsync(key, model.Store(key.Key), model.ByteLength, cancellationToken).ConfigureAwait(false);
        }
        catch (ReplyException error)
        {
            report.Skip(key, error);
        }
    }

    public async Task ImportScriptAsync(WireKey key, CancellationToken cancellationToken)
    {
        try
        {
            WireScript script = await source.GetScriptAsync(key, cancellationToken).ConfigureAwait(false);
            script = usesCpu ? script with { Device = Cpu } : script;
            await StoreAsync(key, script.Store(key.Key), script.Source.Length, cancellationToken).ConfigureAwait(false);
        }
        catch (ReplyException error)
        {
            report.Skip(key, error);
        }
    }

    private async Task StoreAsync(WireKey key, RespCommand store, long bytes, CancellationToken cancellationToken)
    {
        IReadOnlyList<RespReply> replies = await target.ExecuteAsync([store], cancellationToken).ConfigureAwait(false);
        if (!replies[0].IsError && key.TimeToLive is { } left)
        {
            await target.ExecuteAsync([RespCommand.Of("PEXPIRE", key.Key).Add(left)], cancellationToken).ConfigureAwait(false);
        }

        report.Ended(key, replies[0], bytes);
    }
}
