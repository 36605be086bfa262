using RedisAi.Client.Protocol;
using RedisAi.Client.Replies;

namespace RedisAi.Server.Importing;

/// <summary>Brings tensors over: as many at a time as are small, so that neither server has to keep much for us.</summary>
/// <param name="source">Where they are read.</param>
/// <param name="target">Where they are written.</param>
/// <param name="report">Told of each.</param>
internal sealed class TensorImport(RedisAiSource source, IImportTarget target, ImportReport report)
{
    private const int MostAtOnce = 64;

    /// <summary>What those that are asked for at once shall come to.</summary>
    private const long BytesAtOnce = 1 << 20;

    private int _atOnce = 1;
    private bool _isEarly;

    public async Task ImportAsync(IReadOnlyList<WireKey> keys, CancellationToken cancellationToken)
    {
        for (int first = 0; first < keys.Count;)
        {
            List<WireKey> some = [.. keys.Skip(first).Take(_atOnce)];
            first += some.Count;
            long bytes = await ImportSomeAsync(some, cancellationToken).ConfigureAwait(false);
            report.Progress();

            // The next ones are as large as these, mostly.
            _atOnce = bytes > BytesAtOnce ? Math.Max(1, _atOnce / 4) : Math.Min(MostAtOnce, _atOnce * 2);
        }
    }

    private async Task<long> ImportSomeAsync(IReadOnlyList<WireKey> keys, CancellationToken cancellationToken)
    {
        List<(WireKey Key, WireTensor Tensor)> read = await ReadAsync(keys, cancellationToken).ConfigureAwait(false);
        List<RespCommand> commands = [];
        foreach ((WireKey key, WireTensor tensor) in read)
        {
            commands.Add(tensor.Store(key.Key));
            if (key.TimeToLive is { } left)
            {
                commands.Add(RespCommand.Of("PEXPIRE", key.Key).Add(left));
            }
        }

        IReadOnlyList<RespReply> replies = await target.ExecuteAsync(commands, cancellationToken).ConfigureAwait(false);
        int place = 0;
        long bytes = 0;
        foreach ((WireKey key, WireTensor tensor) in read)
        {
            report.Ended(key, replies[place], tensor.Blob.Length);
            place += key.TimeToLive is null ? 1 : 2;
            bytes += tensor.Blob.Length;
        }

        return bytes;
    }

    private async Task<List<(WireKey Key, WireTensor Tensor)>> ReadAsync(IReadOnlyList<WireKey> keys, CancellationToken cancellationToken)
    {
        List<RespReply> replies = [];
        if (!_isEarly)
        {
            await source.AskForTensorsAsync(keys, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < keys.Count; i++)
            {
                replies.Add(await source.ReceiveAsync(cancellationToken).ConfigureAwait(false));
            }

            _isEarly = replies.TrueForAll(RedisAiSource.IsArity);
        }

        List<(WireKey, WireTensor)> read = [];
        for (int i = 0; i < keys.Count; i++)
        {
            RespReply reply = _isEarly ? await source.GetEarlyTensorAsync(keys[i], cancellationToken).ConfigureAwait(false) : replies[i];
            if (report.Try(keys[i], () => WireTensor.Parse(reply)) is { } tensor)
            {
                read.Add((keys[i], tensor));
            }
        }

        return read;
    }
}
