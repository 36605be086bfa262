using System.Globalization;

namespace RedisAi.Server.Importing;

/// <summary>Reads keys, tensors, models and scripts out of a running RedisAI, of 1.2 or an earlier version.</summary>
/// <param name="connection">The connection to it.</param>
internal sealed class RedisAiSource(RespConnection connection)
{
    private const string ScanCount = "200";

    /// <summary>How much was received so far.</summary>
    public long BytesIn => connection.BytesIn;

    /// <summary>How many keys there are, whatever they are.</summary>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken) => (await connection.AskAsync(cancellationToken, "DBSIZE").ConfigureAwait(false)).Number ?? 0;

    /// <summary>The next step of SCAN: some keys, and where to go on; that is 0 at the end.</summary>
    /// <exception cref="InvalidDataException">The server answers something else.</exception>
    public async ValueTask<(ulong Cursor, IReadOnlyList<ReadOnlyMemory<byte>> Keys)> ScanAsync(ulong cursor, string pattern, CancellationToken cancellationToken)
    {
        RespReply reply = await connection.AskAsync(cancellationToken, "SCAN", cursor.ToString(CultureInfo.InvariantCulture), "MATCH", pattern, "COUNT", ScanCount).ConfigureAwait(false);
        return reply.Items is [{ } next, { Kind: RespKind.Array } keys] && ulong.TryParse(next.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong following)
            ? (following, [.. keys.Items.Select(static key => key.Bytes)])
            : throw new InvalidDataException($"SCAN is answered with {reply}.");
    }

    /// <summary>What keys are, and how long they live; those that have gone meanwhile are left out.</summary>
    public async ValueTask<IReadOnlyList<SourceKey>> DescribeAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        List<ImportCommand> commands = [];
        foreach (ReadOnlyMemory<byte> key in keys)
        {
            commands.Add(ImportCommand.Of("TYPE", key));
            commands.Add(ImportCommand.Of("PTTL", key));
        }

        await SendAsync(commands, cancellationToken).ConfigureAwait(false);
        List<SourceKey> described = [];
        foreach (ReadOnlyMemory<byte> key in keys)
        {
            RespReply type = await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            RespReply left = await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (type.IsError || left.Number is null)
            {
                throw new InvalidDataException($"TYPE and PTTL are answered with {type} and {left}.");
            }

            if (type.Text != "none")
            {
                described.Add(new SourceKey(key, type.Text, left.Number is >= 0 and long time ? time : null));
            }
        }

        return described;
    }

    /// <summary>The replies to AI.TENSORGET for several tensors, one after the other; each must be received before the next one.</summary>
    public ValueTask AskForTensorsAsync(IEnumerable<SourceKey> keys, CancellationToken cancellationToken) =>
        SendAsync([.. keys.Select(static key => ImportCommand.Of("AI.TENSORGET", key.Key).Add("META", "BLOB"))], cancellationToken);

    public ValueTask<RespReply> ReceiveAsync(CancellationToken cancellationToken) => connection.ReceiveAsync(cancellationToken);

    /// <summary>A tensor of a version of RedisAI that takes one option only.</summary>
    public ValueTask<RespReply> GetEarlyTensorAsync(SourceKey key, CancellationToken cancellationToken) => AskAsync(ImportCommand.Of("AI.TENSORGET", key.Key).Add("BLOB"), cancellationToken);

    /// <summary>A model without its file, where the version has that.</summary>
    /// <exception cref="ImportException">The server does not give it.</exception>
    public async ValueTask<SourceModel> GetModelAsync(SourceKey key, CancellationToken cancellationToken)
    {
        RespReply reply = await AskAsync(ImportCommand.Of("AI.MODELGET", key.Key).Add("META"), cancellationToken).ConfigureAwait(false);
        return SourceModel.Parse(IsArity(reply) ? await AskAsync(ImportCommand.Of("AI.MODELGET", key.Key), cancellationToken).ConfigureAwait(false) : reply);
    }

    /// <summary>The file of a model.</summary>
    /// <exception cref="ImportException">The server does not give it.</exception>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetModelBlobAsync(SourceKey key, CancellationToken cancellationToken) =>
        SourceModel.ParseBlob(await AskAsync(ImportCommand.Of("AI.MODELGET", key.Key).Add("BLOB"), cancellationToken).ConfigureAwait(false));

    /// <exception cref="ImportException">The server does not give it.</exception>
    public async ValueTask<SourceScript> GetScriptAsync(SourceKey key, CancellationToken cancellationToken)
    {
        RespReply reply = await AskAsync(ImportCommand.Of("AI.SCRIPTGET", key.Key).Add("META", "SOURCE"), cancellationToken).ConfigureAwait(false);
        return SourceScript.Parse(IsArity(reply) ? await AskAsync(ImportCommand.Of("AI.SCRIPTGET", key.Key), cancellationToken).ConfigureAwait(false) : reply);
    }

    /// <summary>Whether a server does not know the options of a command.</summary>
    public static bool IsArity(RespReply reply) => reply.IsError && reply.Text.Contains("wrong number of arguments", StringComparison.OrdinalIgnoreCase);

    private async ValueTask<RespReply> AskAsync(ImportCommand command, CancellationToken cancellationToken)
    {
        await SendAsync([command], cancellationToken).ConfigureAwait(false);
        return await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(IEnumerable<ImportCommand> commands, CancellationToken cancellationToken)
    {
        foreach (ImportCommand command in commands)
        {
            await connection.AddAsync(command.Tokens, cancellationToken).ConfigureAwait(false);
        }

        await connection.SendAsync(cancellationToken).ConfigureAwait(false);
    }
}
