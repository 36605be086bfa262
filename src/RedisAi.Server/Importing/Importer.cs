using RedisAi.Client.Protocol;
using RedisAi.Client.Replies;

namespace RedisAi.Server.Importing;

/// <summary>Brings the tensors, models and scripts of a RedisAI over.</summary>
/// <remarks>What is there already is left as it is, unless it is to be replaced: so an import that was interrupted is begun again, and goes on.</remarks>
/// <param name="source">Where they are read.</param>
/// <param name="target">Where they are written.</param>
/// <param name="report">Told of each.</param>
/// <param name="settings">Which, and how.</param>
internal sealed class Importer(RedisAiSource source, IImportTarget target, ImportReport report, ImportSettings settings)
{
    private readonly TensorImport _tensors = new(source, target, report);
    private readonly ModelImport _models = new(source, target, report, settings.UsesCpu);

    /// <summary>Goes through all keys.</summary>
    /// <exception cref="InvalidDataException">The server answers what no server does.</exception>
    /// <exception cref="IOException">A connection has ended.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        report.Expected = await source.CountAsync(cancellationToken).ConfigureAwait(false);
        ulong cursor = 0;
        do
        {
            (cursor, IReadOnlyList<ReadOnlyMemory<byte>> keys) = await source.ScanAsync(cursor, settings.Pattern, cancellationToken).ConfigureAwait(false);
            report.Tally.Keys += keys.Count;
            await ImportAsync(await source.DescribeAsync(keys, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

            // Of what is passed over, or is there already, too.
            report.Progress();
        }
        while (cursor != 0);
    }

    private async Task ImportAsync(IReadOnlyList<WireKey> keys, CancellationToken cancellationToken)
    {
        List<WireKey> ours = [];
        foreach (WireKey key in keys)
        {
            if (key.Type is KeyTypes.Tensor or KeyTypes.Model or KeyTypes.Script)
            {
                ours.Add(key);
            }
            else
            {
                report.Tally.Other(key.Type);
            }
        }

        IReadOnlyList<WireKey> missing = await MissingAsync(ours, cancellationToken).ConfigureAwait(false);
        await _tensors.ImportAsync([.. missing.Where(static key => key.Type == KeyTypes.Tensor)], cancellationToken).ConfigureAwait(false);
        foreach (WireKey key in missing)
        {
            if (key.Type == KeyTypes.Model)
            {
                await _models.ImportModelAsync(key, cancellationToken).ConfigureAwait(false);
            }
            else if (key.Type == KeyTypes.Script)
            {
                await _models.ImportScriptAsync(key, cancellationToken).ConfigureAwait(false);
            }

            report.Progress();
        }
    }

    /// <summary>The keys that are to be written.</summary>
    private async Task<IReadOnlyList<WireKey>> MissingAsync(List<WireKey> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return keys;
        }

        IReadOnlyList<RespReply> types = await target.ExecuteAsync([.. keys.Select(static key => RespCommand.Of("TYPE", key.Key))], cancellationToken).ConfigureAwait(false);
        List<WireKey> missing = [];
        List<RespCommand> expiries = [];
        for (int i = 0; i < keys.Count; i++)
        {
            if (types[i].Text == "none" || (settings.Replaces && types[i].Text == keys[i].Type))
            {
                missing.Add(keys[i]);
            }
            else if (types[i].Text == keys[i].Type)
            {
                report.Tally.Present++;
                if (keys[i].TimeToLive is { } left)
                {
                    // An import that was interrupted may have got no further than to the key itself.
                    expiries.Add(RespCommand.Of("PEXPIRE", keys[i].Key).Add(left));
                }
            }
            else
            {
                report.Skip(keys[i], types[i].IsError ? types[i].Text : $"there is something else under its key, of the type {types[i].Text}");
            }
        }

        await target.ExecuteAsync(expiries, cancellationToken).ConfigureAwait(false);
        return missing;
    }
}
