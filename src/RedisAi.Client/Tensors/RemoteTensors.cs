using System.Runtime.CompilerServices;
using RedisAi.Client.Connecting;
using RedisAi.Client.Protocol;
using RedisAi.Client.Replies;
using RedisAi.Keyspace;

namespace RedisAi;

/// <summary>The tensors of a server; <see cref="RedisAiClient.Tensors"/>.</summary>
public sealed class RemoteTensors
{
    private readonly ServerLink _link;

    internal RemoteTensors(ServerLink link) => _link = link;

    /// <summary>Lists tensors, some at a time, without their elements. What is written meanwhile may be among them or not; nothing is told twice.</summary>
    /// <param name="pattern">Which keys, as in Redis' KEYS: <c>call:*</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RedisAiConnectionException">An answer does not come.</exception>
    public async IAsyncEnumerable<RemoteTensorInfo> ListAsync(string pattern = "*", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        HashSet<string> told = [];
        ulong cursor = 0;
        do
        {
            RespReply step = await _link.AskAsync(KeyScan.Step(cursor, pattern), cancellationToken).ConfigureAwait(false);
            _link.ThrowIfError("SCAN", step);
            (cursor, IReadOnlyList<ReadOnlyMemory<byte>> keys) = Read(step);
            foreach (RemoteTensorInfo tensor in await DescribeAsync(keys, cancellationToken).ConfigureAwait(false))
            {
                if (told.Add(tensor.Key))
                {
                    yield return tensor;
                }
            }
        }
        while (cursor != 0);
    }

    /// <summary>Gets what there is under a key, without its elements.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when there is no tensor under the key.</returns>
    /// <exception cref="RedisAiConnectionException">No answer comes.</exception>
    public async Task<RemoteTensorInfo?> GetInfoAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return (await DescribeAsync([LosslessText.Encode(key)], cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    /// <summary>Gets a tensor.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A copy, the caller's to dispose; null when there is no tensor under the key.</returns>
    /// <exception cref="RedisAiConnectionException">No answer comes.</exception>
    /// <exception cref="RedisAiServerException">There is something else under the key, or a tensor of a type that RedisAI has no name for.</exception>
    public async Task<AiTensor?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        string command = $"AI.TENSORGET '{Shown.Text(key)}'";
        RespReply reply = await _link.AskAsync(RespCommand.Of("AI.TENSORGET", key).Add("META", "BLOB"), cancellationToken).ConfigureAwait(false);
        if (ReplyException.IsAbsence(reply))
        {
            return null;
        }

        _link.ThrowIfError(command, reply);
        return _link.Read(command, () => WireTensor.Parse(reply).ToTensor());
    }

    /// <summary>Sets a tensor.</summary>
    /// <param name="key">The key.</param>
    /// <param name="tensor">The tensor; stays the caller's. A copy of its elements is sent.</param>
    /// <param name="timeToLive">How long it lives; null for ever. Set by a command of its own right after it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RedisAiConnectionException">No answer comes.</exception>
    /// <exception cref="RedisAiServerException">The server refuses it, or RedisAI has no name for the tensor's type.</exception>
    public async Task SetAsync(string key, AiTensor tensor, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeToLive ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(timeToLive));
        string command = $"AI.TENSORSET '{Shown.Text(key)}'";
        List<RespCommand> commands = [_link.Read(command, () => WireTensor.Store(key, tensor))];
        if (timeToLive is { } left)
        {
            commands.Add(RespCommand.Of("PEXPIRE", key).Add(Math.Max(1, (long)left.TotalMilliseconds)));
        }

        foreach (RespReply reply in await _link.AskAsync(commands, cancellationToken).ConfigureAwait(false))
        {
            _link.ThrowIfError(command, reply);
        }
    }

    private (ulong Cursor, IReadOnlyList<ReadOnlyMemory<byte>> Keys) Read(RespReply step) => _link.Read("SCAN", () => KeyScan.Parse(step));

    private async Task<List<RemoteTensorInfo>> DescribeAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        IReadOnlyList<RespReply> types = await _link.AskAsync([.. KeyScan.Describe(keys)], cancellationToken).ConfigureAwait(false);
        List<WireKey> tensors = [];
        for (int i = 0; i < keys.Count; i++)
        {
            if (_link.Read("TYPE", () => KeyScan.Parse(keys[i], types[2 * i], types[(2 * i) + 1])) is { Type: KeyTypes.Tensor } tensor)
            {
                tensors.Add(tensor);
            }
        }

        RespCommand[] heads = [.. tensors.Select(static tensor => RespCommand.Of("AI.TENSORGET", tensor.Key).Add("META"))];
        IReadOnlyList<RespReply> replies = await _link.AskAsync(heads, cancellationToken).ConfigureAwait(false);
        List<RemoteTensorInfo> described = [];
        for (int i = 0; i < tensors.Count; i++)
        {
            // What has gone meanwhile is left out.
            if (!ReplyException.IsAbsence(replies[i]))
            {
                described.Add(Describe(tensors[i], replies[i]));
            }
        }

        return described;
    }

    private RemoteTensorInfo Describe(WireKey key, RespReply head)
    {
        string name = LosslessText.Decode(key.Key.Span);
        TimeSpan? left = key.TimeToLive is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
        if (head.IsError)
        {
            // A type that RedisAI has no name for.
            return new RemoteTensorInfo(name, TensorDataType.Undefined, Shape: null, left);
        }

        return _link.Read($"AI.TENSORGET '{Shown.Text(name)}'", () =>
        {
            WireTensor tensor = WireTensor.ParseHead(head);
            return new RemoteTensorInfo(name, WireType.TypeOf(tensor.Type), tensor.ToShape(), left);
        });
    }
}
