using RedisAi.Client.Protocol;
using RedisAi.Client.Replies;

namespace RedisAi.Server.Importing;

/// <summary>Reads keys, tensors, models and scripts out of a running RedisAI, of 1.2 or an earlier version.</summary>
/// <param name="connection">The connection to it.</param>
internal sealed class RedisAiSource(RespConnection connection)
{
    /// <summary>How much was received so far.</summary>
    public long BytesIn => connection.BytesIn;

    /// <summary>How many keys there are, whatever they are.</summary>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken) => (await connection.AskAsync(cancellationToken, "DBSIZE").ConfigureAwait(false)).Number ?? 0;

    /// <summary>The next step of SCAN: some keys, and where to go on; that is 0 at the end.</summary>
    /// <exception cref="InvalidDataException">The server answers something else.</exception>
    public async ValueTask<(ulong Cursor, IReadOnlyList<ReadOnlyMemory<byte>> Keys)> ScanAsync(ulong cursor, string pattern, CancellationToken cancellationToken) =>
        KeyScan.Parse(await AskAsync(KeyScan.Step(cursor, pattern), cancellationToken).ConfigureAwait(false));

    /// <summary>What keys are, and how long they live; those that have gone meanwhile are left out.</summary>
    public async ValueTask<IReadOnlyList<WireKey>> DescribeAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        await SendAsync(KeyScan.Describe(keys), cancellationToken).ConfigureAwait(false);
        List<WireKey> described = [];
        foreach (ReadOnlyMemory<byte> key in keys)
        {
            RespReply type = await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            RespReply left = await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (KeyScan.Parse(key, type, left) is { } found)
            {
                described.Add(found);
            }
        }

        return described;
    }

    /// <summary>The replies to AI.TENSORGET for several tensors, one after the other; each must be received before the next one.</summary>
    public ValueTask AskForTensorsAsync(IEnumerable<WireKey> keys, CancellationToken cancellationToken) =>
        SendAsync([.. keys.Select(static key => RespCommand.Of("AI.TENSORGET", key.Key).Add("META", "BLOB"))], cancellationToken);

    public ValueTask<RespReply> ReceiveAsync(CancellationToken cancellationToken) => connection.ReceiveAsync(cancellationToken);

    /// <summary>A tensor of a version of RedisAI that takes one option only.</summary>
    public ValueTask<RespReply> GetEarlyTensorAsync(WireKey key, CancellationToken cancellationToken) => AskAsync(RespCommand.Of("AI.TENSORGET", key.Key).Add("BLOB"), cancellationToken);

    /// <summary>A model without its file, where the version has that.</summary>
    /// <exception cref="ReplyException">The server does not give it.</exception>
    public async ValueTask<WireModel> GetModelAsync(WireKey key, CancellationToken cancellationToken)
    {
        RespReply reply = await AskAsync(RespCommand.Of("AI.MODELGET", key.Key).Add("META"), cancellationToken).ConfigureAwait(false);
        return WireModel.Parse(IsArity(reply) ? await AskAsync(RespCommand.Of("AI.MODELGET", key.Key), cancellationToken).ConfigureAwait(false) : reply);
    }

    /// <summary>The file of a model.</summary>
    /// <exception cref="ReplyException">The server does not give it.</exception>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> GetModelBlobAsync(WireKey key, CancellationToken cancellationToken) =>
        WireModel.ParseBlob(await AskAsync(RespCommand.Of("AI.MODELGET", key.Key).Add("BLOB"), cancellationToken).ConfigureAwait(false));

    /// <exception cref="ReplyException">The server does not give it.</exception>
    public async ValueTask<WireScript> GetScriptAsync(WireKey key, CancellationToken cancellationToken)
    {
        RespReply reply = await AskAsync(RespCommand.Of("AI.SCRIPTGET", key.Key).Add("META", "SOURCE"), cancellationToken).ConfigureAwait(false);
        return WireScript.Parse(IsArity(reply) ? await AskAsync(RespCommand.Of("AI.SCRIPTGET", key.Key), cancellationToken).ConfigureAwait(false) : reply);
    }

    /// <summary>Whether a server does not know the options of a command.</summary>
    public static bool IsArity(RespReply reply) => reply.IsError && reply.Text.Contains("wrong number of arguments", StringComparison.OrdinalIgnoreCase);

    private async ValueTask<RespReply> AskAsync(RespCommand command, CancellationToken cancellationToken)
    {
        await SendAsync([command], cancellationToken).ConfigureAwait(false);
        return await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(IEnumerable<RespCommand> commands, CancellationToken cancellationToken)
    {
        foreach (RespCommand command in commands)
        {
            await connection.AddAsync(command, cancellationToken).ConfigureAwait(false);
        }

        await connection.SendAsync(cancellationToken).ConfigureAwait(false);
    }
}
