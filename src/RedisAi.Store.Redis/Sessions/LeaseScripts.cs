using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Leases, and states under them, as scripts of Redis. All may be run twice.</summary>
internal sealed class LeaseScripts(RedisConnection connection, SessionNames names, LeaseTimes times)
{
    private static readonly RedisScript s_take = new("lease-take");
    private static readonly RedisScript s_renew = new("lease-renew");
    private static readonly RedisScript s_owner = new("routing-hint");
    private static readonly RedisScript s_write = new("state-write");

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

    /// <summary>Writes states of sessions: those of each of them, if it is still this process's.</summary>
    /// <param name="writes">The sessions, all in one slot.</param>
    public async Task<WriteReply[]> WriteAsync(IReadOnlyList<SessionWrite> writes)
    {
        RedisKey[] keys = [.. writes.SelectMany(static write => write.Keys)];
        RedisValue[] arguments = [times.Milliseconds, times.KeptMilliseconds, names.ChannelPrefix, writes.Count, .. writes.SelectMany(static write => write.Arguments)];
        RedisResult[] replies = Items(await connection.RunAsync(s_write, keys, arguments, waitForReplicas: true).ConfigureAwait(false));
        return Array.ConvertAll(replies, static reply => reply.Resp2Type == ResultType.Integer
            ? new WriteReply(WriteOutcome.Done, Owner: null)
            : new WriteReply((WriteOutcome)(int)reply[0], Address(reply[2])));
    }

    /// <summary>Says where the owner of a session is; null when it has none.</summary>
    /// <param name="segment">The session as its keys have it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<string?> OwnerOfAsync(string segment, CancellationToken cancellationToken) =>
        (string?)await connection.RunAsync(s_owner, [names.LeaseOf(segment)], [], cancellationToken).ConfigureAwait(false);

    private static RedisResult[] Items(RedisResult reply) => ((RedisResult[]?)reply)!;

    private static string? Address(RedisResult reply) => (string?)reply is { Length: > 0 } address ? address : null;
}
