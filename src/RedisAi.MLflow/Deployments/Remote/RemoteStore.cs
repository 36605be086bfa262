using RedisAi.Client.Connecting;
using RedisAi.Client.Models;
using RedisAi.Client.Protocol;
using RedisAi.Client.Replies;
using RedisAi.MLflow.Flavours;

namespace RedisAi.MLflow.Deployments.Remote;

/// <summary>Models and their facts on a server: both are written in one transaction, and looked at together.</summary>
/// <param name="server">The server.</param>
internal sealed class RemoteStore(RedisAiClient server)
{
    /// <summary>How many models are asked for at once: their answers are short.</summary>
    private const int AskedAtOnce = 100;

    /// <summary>A model is put in place a moment before its facts: who looks in between looks again.</summary>
    private const int Looks = 3;

    /// <summary>A model that was tried is gone after so many seconds, if nobody could remove it.</summary>
    private const int TrialSeconds = 900;

    private readonly ServerLink _link = server.Link;

    /// <summary>What is under a name; null for nothing.</summary>
    public async Task<DeployedModel?> FindAsync(string name, CancellationToken cancellationToken)
    {
        DeployedModel? found = null;
        for (int look = 0; look < Looks; look++)
        {
            found = (await FindAsync([name], cancellationToken).ConfigureAwait(false))[0];
            if (found is not { Noted: not null, Record: null })
            {
                break;
            }
        }

        return found;
    }

    /// <summary>What is under names; null for those under which there is nothing.</summary>
    public async Task<IReadOnlyList<DeployedModel?>> FindAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        List<DeployedModel?> found = [];
        foreach (string[] some in names.Chunk(AskedAtOnce))
        {
            IReadOnlyList<RespReply> replies = await _link.AskAsync(
                [.. some.SelectMany(static name => (RespCommand[])[LookAt(name), ReadNote(RemoteKeys.FactsOf(name))])],
                cancellationToken).ConfigureAwait(false);
            found.AddRange(some.Select((name, place) => Read(name, replies[2 * place], replies[(2 * place) + 1])));
        }

        return found;
    }

    /// <summary>Puts a model and its facts under a name under which there is nothing.</summary>
    /// <returns>False where there is something, perhaps only since a moment ago; it stays.</returns>
    public async Task<bool> TryAddAsync(string name, FilePieces file, FactsRecord record, CancellationToken cancellationToken)
    {
        string facts = RemoteKeys.FactsOf(name);
        byte[] json = record.ToJson();
        IReadOnlyList<RespReply> looks = [];
        IReadOnlyList<RespReply> replies = await _link.AskAsync(
            [RespCommand.Of("WATCH", name).Add(facts), LookAt(name), ReadNote(facts)],
            seen =>
            {
                looks = seen;
                return !seen[0].IsError && ReplyException.IsAbsence(seen[1]) ? AsOne(StoreOf(name, file, record), WriteNote(facts, json)) : [RespCommand.Of("UNWATCH")];
            },
            cancellationToken,
            server.ModelPatience).ConfigureAwait(false);

        _link.ThrowIfError("WATCH", looks[0]);
        if (!ReplyException.IsAbsence(looks[1]))
        {
            _link.ThrowIfError($"AI.MODELGET '{Shown.Text(name)}'", looks[1]);
            return false;
        }

        if (replies[^1].Kind == RespKind.Null)
        {
            return false;
        }

        await CheckAsync(name, replies, facts, json, looks[2]).ConfigureAwait(false);
        return true;
    }

    /// <summary>Puts a model and its facts under a name, in the place of what is there; that stays if this fails.</summary>
    public async Task ReplaceAsync(string name, FilePieces file, FactsRecord record, CancellationToken cancellationToken)
    {
        string facts = RemoteKeys.FactsOf(name);
        byte[] json = record.ToJson();
        RespReply before = await _link.AskAsync(ReadNote(facts), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RespReply> replies = await _link.AskAsync(
            AsOne(StoreOf(name, file, record), WriteNote(facts, json)), cancellationToken, server.ModelPatience).ConfigureAwait(false);
        await CheckAsync(name, replies, facts, json, before).ConfigureAwait(false);
    }

    /// <summary>Puts a model under a key for a short time.</summary>
    public Task PutTrialAsync(string key, ModelPackage package, string device, CancellationToken cancellationToken) => ChangeAsync(
        "AI.MODELSTORE",
        [StoreOf(key, package.File, package.Backend, new RemoteModelOptions { Device = device }), RespCommand.Of("EXPIRE", key).Add(TrialSeconds)],
        cancellationToken);

    /// <summary>Removes a model and its facts, if they are there.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => ChangeAsync(
        $"AI.MODELDEL '{Shown.Text(name)}'", [RespCommand.Of("AI.MODELDEL", name), RespCommand.Of("DEL", RemoteKeys.FactsOf(name))], cancellationToken);

    private static RespCommand LookAt(string name) => RespCommand.Of("AI.MODELGET", name).Add("META");

    /// <summary>Facts are a tensor of bytes, since a server that keeps models beyond its end keeps tensors, too, but not always texts.</summary>
    private static RespCommand WriteNote(string key, ReadOnlyMemory<byte> json) => RespCommand.Of("AI.TENSORSET", key).Add("UINT8").Add(json.Length).Add("BLOB").Add(json);

    private static RespCommand ReadNote(string key) => RespCommand.Of("AI.TENSORGET", key).Add("BLOB");

    private static RespCommand StoreOf(string name, FilePieces file, FactsRecord record) => StoreOf(name, file, record.Backend, record.Options);

    private static RespCommand StoreOf(string key, FilePieces file, string backend, RemoteModelOptions options)
    {
        RespCommand command = ModelCommands.Store(key, backend, options);
        for (long start = 0; start < file.Length; start += ModelCommands.ChunkBytes)
        {
            command.Add(new PieceToken(file, start, (int)Math.Min(ModelCommands.ChunkBytes, file.Length - start)));
        }

        return command;
    }

    private static IReadOnlyList<RespCommand> AsOne(params IReadOnlyList<RespCommand> commands) => [RespCommand.Of("MULTI"), .. commands, RespCommand.Of("EXEC")];

    /// <summary>Does two things as one. That there was nothing to be removed is no error.</summary>
    private async Task ChangeAsync(string what, IReadOnlyList<RespCommand> commands, CancellationToken cancellationToken) =>
        ThrowIfError(what, await _link.AskAsync(AsOne(commands), cancellationToken, server.ModelPatience).ConfigureAwait(false));

    /// <summary>Looks at the replies to a transaction. Why a command was not taken up tells more than that the transaction was given up therefore.</summary>
    private void ThrowIfError(string what, IReadOnlyList<RespReply> replies)
    {
        foreach (RespReply reply in replies.Concat(replies[^1].Items).Where(static reply => !ReplyException.IsAbsence(reply)))
        {
            _link.ThrowIfError(what, reply);
        }
    }

    /// <summary>Looks at the replies to a transaction with a model and its facts. It does not take back what has succeeded: where the model has not, what stays gets its facts back.</summary>
    private async Task CheckAsync(string name, IReadOnlyList<RespReply> replies, string facts, byte[] written, RespReply before)
    {
        try
        {
            ThrowIfError($"AI.MODELSTORE '{Shown.Text(name)}'", replies);
        }
        catch (RedisAiServerException)
        {
            RespCommand restore = before.Kind == RespKind.Bulk ? WriteNote(facts, before.Bytes) : RespCommand.Of("DEL", facts);

            // Unless somebody else has deployed something meanwhile.
            await _link.AskAsync(
                [RespCommand.Of("WATCH", facts), ReadNote(facts)],
                seen => seen[1].Kind == RespKind.Bulk && seen[1].Bytes.Span.SequenceEqual(written) ? AsOne(restore) : [RespCommand.Of("UNWATCH")],
                CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private DeployedModel? Read(string name, RespReply model, RespReply facts)
    {
        if (ReplyException.IsAbsence(model))
        {
            return null;
        }

        string command = $"AI.MODELGET '{Shown.Text(name)}'";
        _link.ThrowIfError(command, model);

        // Whoever may not read the facts, or finds something of others there, has the model all the same.
        return new DeployedModel(_link.Read(command, () => ModelReplies.Info(name, model)), facts.Kind == RespKind.Bulk ? facts.Bytes.ToArray() : null);
    }
}
