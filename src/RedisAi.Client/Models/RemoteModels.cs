using RedisAi.Client.Connecting;
using RedisAi.Client.Models;
using RedisAi.Client.Protocol;
using RedisAi.Client.Replies;

namespace RedisAi;

/// <summary>The models of a server; <see cref="RedisAiClient.Models"/>.</summary>
public sealed class RemoteModels
{
    private readonly ServerLink _link;
    private readonly TimeSpan _patience;

    internal RemoteModels(ServerLink link, TimeSpan patience)
    {
        _link = link;
        _patience = patience;
    }

    /// <summary>Lists the keys of the models, with their tags, in the order of the keys.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RedisAiConnectionException">No answer comes.</exception>
    /// <exception cref="RedisAiServerException">The server does not tell.</exception>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> ListAsync(CancellationToken cancellationToken = default)
    {
        const string Command = "AI._MODELSCAN";
        RespReply reply = await AskAsync(Command, RespCommand.Of(Command), cancellationToken).ConfigureAwait(false);
        return _link.Read(Command, () => ModelReplies.Scan(reply));
    }

    /// <summary>Gets what a server tells of a model, without its file.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when there is no model under the key.</returns>
    /// <exception cref="RedisAiConnectionException">No answer comes.</exception>
    /// <exception cref="RedisAiServerException">There is something else under the key, say.</exception>
    public async Task<RemoteModelInfo?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        (string command, RespReply? reply) = await GetAsync(key, "META", cancellationToken).ConfigureAwait(false);
        return reply is null ? null : _link.Read(command, () => ModelReplies.Info(key, reply));
    }

    /// <summary>Gets the file of a model.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when there is no model under the key.</returns>
    /// <exception cref="RedisAiConnectionException">No answer comes.</exception>
    /// <exception cref="RedisAiServerException">The server does not have it, since its application has stored the model, say.</exception>
    public async Task<byte[]?> GetFileAsync(string key, CancellationToken cancellationToken = default)
    {
        (string command, RespReply? reply) = await GetAsync(key, "BLOB", cancellationToken).ConfigureAwait(false);
        return reply is null ? null : _link.Read(command, () => ModelReplies.File(reply));
    }

    /// <summary>Gets what a model did.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when there is no model under the key.</returns>
    /// <exception cref="RedisAiConnectionException">No answer comes.</exception>
    /// <exception cref="RedisAiServerException">The server does not tell.</exception>
    public async Task<RemoteModelStatistics?> GetStatisticsAsync(string key, CancellationToken cancellationToken = default)
    {
        string command = Name("AI.INFO", key);
        RespReply reply = await _link.AskAsync(RespCommand.Of("AI.INFO", key), cancellationToken).ConfigureAwait(false);
        if (ModelReplies.IsWithoutStatistics(reply))
        {
            return null;
        }

        _link.ThrowIfError(command, reply);
        return _link.Read(command, () => ModelReplies.Statistics(reply));
    }

    /// <summary>Stores a model, in place of one that is there, and returns when it serves.</summary>
    /// <param name="key">The key.</param>
    /// <param name="backend">The backend: <c>ONNX</c> or <c>TORCH</c>.</param>
    /// <param name="file">The file, whole: weights that lie beside it are not sent.</param>
    /// <param name="options">The device, the tag and batching; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait; the server may store it all the same.</param>
    /// <exception cref="RedisAiConnectionException">No answer comes.</exception>
    /// <exception cref="RedisAiServerException">The server refuses it.</exception>
    public async Task StoreAsync(string key, string backend, ReadOnlyMemory<byte> file, RemoteModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentException.ThrowIfNullOrEmpty(backend);
        options ??= new RemoteModelOptions();
        options.Check();
        await AskAsync(Name("AI.MODELSTORE", key), ModelCommands.Store(key, backend, file, options), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a model.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="RedisAiConnectionException">No answer comes.</exception>
    /// <exception cref="RedisAiServerException">The server refuses it.</exception>
    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        RespReply reply = await _link.AskAsync(RespCommand.Of("AI.MODELDEL", key), cancellationToken).ConfigureAwait(false);
        if (ReplyException.IsAbsence(reply))
        {
            return false;
        }

        _link.ThrowIfError(Name("AI.MODELDEL", key), reply);
        return true;
    }

    /// <summary>Runs a model on tensors of the server, and puts the outputs there.</summary>
    /// <param name="key">The key of the model.</param>
    /// <param name="inputs">The keys of the inputs, in the order of the model's signature.</param>
    /// <param name="outputs">The keys that get the outputs, one for each.</param>
    /// <param name="timeout">How long it may take; null for ever.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RedisAiConnectionException">No answer comes.</exception>
    /// <exception cref="RedisAiServerException">A key is empty, the inputs do not suit the model, it fails, or takes too long.</exception>
    public async Task ExecuteAsync(
        string key, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        await AskAsync(Name("AI.MODELEXECUTE", key), ModelCommands.Execute(key, inputs, outputs, timeout), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends tensors, runs a model on them, and gets the outputs, without a key of the server's that others could see.</summary>
    /// <param name="key">The key of the model.</param>
    /// <param name="inputs">The inputs, in the order of the model's signature; they stay the caller's.</param>
    /// <param name="outputs">How many outputs the model has.</param>
    /// <param name="timeout">How long it may take; null for ever.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The outputs, the caller's to dispose.</returns>
    /// <exception cref="RedisAiConnectionException">No answer comes.</exception>
    /// <exception cref="RedisAiServerException">The inputs do not suit the model, it fails, takes too long, or gives what RedisAI has no name for.</exception>
    public async Task<IReadOnlyList<AiTensor>> RunAsync(
        string key, IReadOnlyList<AiTensor> inputs, int outputs, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        string command = Name("AI.MODELEXECUTE", key);
        RespCommand graph = _link.Read(command, () => ModelCommands.Run(key, inputs, outputs, timeout));
        RespReply reply = await AskAsync(command, graph, cancellationToken).ConfigureAwait(false);
        foreach (RespReply part in reply.Items)
        {
            _link.ThrowIfError(command, part);
        }

        return _link.Read(command, () => ModelReplies.Outputs(reply, inputs.Count, outputs));
    }

    private static string Name(string command, string key) => $"{command} '{Shown.Text(key)}'";

    private async Task<(string Command, RespReply? Reply)> GetAsync(string key, string what, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        string command = Name("AI.MODELGET", key);
        RespReply reply = await _link.AskAsync(RespCommand.Of("AI.MODELGET", key).Add(what), cancellationToken).ConfigureAwait(false);
        if (ReplyException.IsAbsence(reply))
        {
            return (command, null);
        }

        _link.ThrowIfError(command, reply);
        return (command, reply);
    }

    private async Task<RespReply> AskAsync(string name, RespCommand command, CancellationToken cancellationToken)
    {
        RespReply reply = await _link.AskAsync(command, cancellationToken, _patience).ConfigureAwait(false);
        _link.ThrowIfError(name, reply);
        return reply;
    }
}
