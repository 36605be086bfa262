using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Leases, and states under them, as scripts of Redis. All may be run twice.</summary>
internal sealed class LeaseScripts(RedisConnection connection, SessionNames names, LeaseTimes times)
{
    private static readonly RedisScript s_take = new("lease-take");
    private static readonly RedisScript s_renew = new("lease-renew");
    private static readonly RedisScript s_owner = new("routing-hint");
    private static readonly RedisScript s_write = new("state-write");

    /// <summary>How many arguments are before those of the states.</summary>
    private const int WriteArguments = 7;

    /// <summary>How many leases one script renews: of those in different slots one.</summary>
    public int LeasesAtOnce => connection.IsCluster ? 1 : 256;

    /// <summary>Takes a session if it is free, and asks its owner for it if it is not.</summary>
    public async Task<TakeReply> TakeAsync(OwnedSession session)
    {
        RedisResult[] reply = Items(await connection.RunAsync(
            s_take,
            [session.LeaseKey, session.StatesKey, names.AbsentOf(session.Segment)],
            [connection.OwnerId, connection.Address, times.Milliseconds, times.KeptMilliseconds, names.ChannelPrefix, OwnerMessage.Want(session.Segment)],
            waitForReplicas: true).ConfigureAwait(false));
        if ((long)reply[0] == 0)
        {
            return new TakeReply(0, [], Address(reply[2]), TimeSpan.FromMilliseconds((long)reply[3]));
        }

        LoadedState[] states = new LoadedState[(reply.Length - 2) / 3];
        for (int i = 0; i < states.Length; i++)
        {
            states[i] = new LoadedState(((byte[]?)reply[2 + (3 * i)])!, ((byte[]?)reply[3 + (3 * i)])!, (long)reply[4 + (3 * i)]);
        }

        return new TakeReply((long)reply[1], states, null, TimeSpan.Zero);
    }

    /// <summary>Goes on with the leases of sessions, <see cref="LeasesAtOnce"/> at most.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="fences">Their fences.</param>
    public async Task<RenewReply[]> RenewAsync(IReadOnlyList<OwnedSession> sessions, IReadOnlyList<long> fences)
    {
        RedisValue[] arguments = [times.Milliseconds, times.KeptMilliseconds, .. fences.Select(static fence => (RedisValue)fence)];
        RedisResult[] replies = Items(await connection.RunAsync(s_renew, [.. sessions.Select(static session => session.LeaseKey)], arguments).ConfigureAwait(false));
        return Array.ConvertAll(replies, static reply => reply.Resp2Type == ResultType.Integer
            ? new RenewReply(IsHeld: true, IsWanted: (long)reply == 2, Owner: null)
            : new RenewReply(IsHeld: false, IsWanted: false, Address(reply)));
    }

    /// <summary>Writes states of a session, if it is still this process's.</summary>
    /// <param name="session">The session.</param>
    /// <param name="batch">The states, whose values are given up.</param>
    public async Task<WriteReply> WriteAsync(OwnedSession session, StateBatch batch)
    {
        RedisKey[] keys = new RedisKey[2 + batch.States.Length];
        RedisValue[] arguments = new RedisValue[WriteArguments + (2 * batch.States.Length)];
        try
        {
            Fill(session, batch, keys, arguments);
        }
        finally
        {
            batch.ReleaseValues();
        }

        RedisResult reply = await connection.RunAsync(s_write, keys, arguments, waitForReplicas: true).ConfigureAwait(false);
        if (reply.Resp2Type == ResultType.Integer)
        {
            return new WriteReply(WriteOutcome.Done, Owner: null);
        }

        RedisResult[] refused = Items(reply);
        return new WriteReply((WriteOutcome)(int)refused[0], Address(refused[2]));
    }

    /// <summary>Says where the owner of a session is; null when it has none.</summary>
    /// <param name="segment">The session as its keys have it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<string?> OwnerOfAsync(string segment, CancellationToken cancellationToken) =>
        (string?)await connection.RunAsync(s_owner, [names.LeaseOf(segment)], [], cancellationToken).ConfigureAwait(false);

    private void Fill(OwnedSession session, StateBatch batch, RedisKey[] keys, RedisValue[] arguments)
    {
        WriteOrder order = batch.Order;
        (keys[0], keys[1]) = (session.LeaseKey, session.StatesKey);
        arguments[0] = order.Fence;
        arguments[1] = order.Version;
        arguments[2] = order.Renews ? times.Milliseconds : 0;
        arguments[3] = times.KeptMilliseconds;
        arguments[4] = batch.ListMilliseconds;
        arguments[5] = order.Releases ? OwnerMessage.Free(session.Segment) : "";
        arguments[6] = order.Releases ? names.ChannelPrefix : "";
        for (int i = 0; i < batch.States.Length; i++)
        {
            SentState sent = batch.States[i];
            keys[2 + i] = sent.State.RedisKey;
            arguments[WriteArguments + (2 * i)] = sent.LifeMilliseconds;
            arguments[WriteArguments + (2 * i) + 1] = sent.Value.IsEmpty ? RedisValue.EmptyString : TensorRecord.Encode(sent.Value, order.Version);
        }
    }

    private static RedisResult[] Items(RedisResult reply) => ((RedisResult[]?)reply)!;

    private static string? Address(RedisResult reply) => (string?)reply is { Length: > 0 } address ? address : null;
}
