using RedisAi.Store.Redis;
using StackExchange.Redis;

namespace RedisAi.Simulation.Measuring;

/// <summary>The store's own scripts, asked for as the store does: with leases that it has, and versions that grow.</summary>
internal sealed class StoreScripts
{
    /// <summary>The fence of all leases after <see cref="Hold"/>. Those that the server gives only it knows.</summary>
    private const long Fence = 1_700_000_000_000_000;

    private const long LeaseMilliseconds = 600_000;
    private const long KeptMilliseconds = 6_000_000;
    private const long PositionMilliseconds = 604_800_000;
    private const string Channels = "ai-owner:";
    private const string Group = "workers";
    private const string Consumers = "ai-consumers:in/workers";
    private const string PositionHead = "ai-position:in/workers/";

    private readonly string _take;
    private readonly string _renew;
    private readonly string _write;
    private readonly string _read;
    private readonly string _finish;
    private long _version = Fence;

    /// <summary>The last message of each session that was ended.</summary>
    private readonly Dictionary<int, string> _finished = [];

    public StoreScripts(ConnectionMultiplexer connection)
    {
        IServer server = connection.GetServers()[0];
        string Load(string name) => Convert.ToHexStringLower(server.ScriptLoad(new RedisScript(name).Text));
        (_take, _renew, _write, _read, _finish) = (Load("lease-take"), Load("lease-renew"), Load("state-write"), Load("stream-read"), Load("stream-finish"));
    }

    /// <summary>Makes the lease the owner's, with the fence that is known here.</summary>
    public static Request Hold(int session) =>
        new("HSET", [Keys.Lease(session), "owner", Keys.Owner, "address", Keys.Address, "fence", Fence, "last", Fence, "until", "9999999999999"]);

    /// <summary>Takes a lease and its states; of another owner's, asks for it.</summary>
    public Request Take(string owner, int session) => new(
        "EVALSHA",
        [_take, 3, Keys.Lease(session), Keys.Set(session), Keys.Absent(session), owner, Keys.Address, LeaseMilliseconds, KeptMilliseconds, Channels, $"want user:{session % Keys.Sessions}"]);

    /// <summary>Prolongs the leases of some sessions.</summary>
    public Request Renew(int first, int count) => new(
        "EVALSHA",
        [
            _renew, count, .. Enumerable.Range(first, count).Select(Keys.Lease), LeaseMilliseconds, KeptMilliseconds, .. Enumerable.Repeat((object)Fence, count),
        ]);

    /// <summary>Writes a state.</summary>
    /// <param name="session">The session.</param>
    /// <param name="state">Its record.</param>
    /// <param name="isFirst">Whether the list of the session's states does not have it yet.</param>
    public Request Write(int session, byte[] state, bool isFirst = false) => new(
        "EVALSHA",
        [
            _write, 3, Keys.Lease(session), Keys.Set(session), Keys.State(session), LeaseMilliseconds, KeptMilliseconds, Channels, 1,
            Fence, NextVersion(), 0, isFirst ? 0 : -1, "", 1, 0, state,
        ]);

    /// <summary>Gives a lease up.</summary>
    public Request Release(int session) => new(
        "EVALSHA",
        [
            _write, 2, Keys.Lease(session), Keys.Set(session), LeaseMilliseconds, KeptMilliseconds, Channels, 1,
            Fence, NextVersion(), 0, -1, $"free user:{session % Keys.Sessions}", 0,
        ]);

    /// <summary>Reads messages for a consumer, and notes whose sessions they are of.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seen">The id of the last one that it has had.</param>
    public Request Read(int count, string seen) => new(
        "EVALSHA",
        [_read, 3, "in", Consumers, "ai-absent:in/workers", Group, Keys.Owner, count, 1_000_000_000, seen, "session", "", PositionHead, KeptMilliseconds, "ai-stream:in/workers/"]);

    /// <summary>Ends a message: output, state, position and acknowledgement at once.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="id">Its id.</param>
    /// <param name="state">The record of the state, and what goes out.</param>
    public Request Finish(int session, string id, byte[] state)
    {
        int user = session % Keys.Sessions;
        string after = _finished.GetValueOrDefault(user, "");
        int listed = after.Length == 0 ? 0 : -1;
        _finished[user] = id;
        return new(
            "EVALSHA",
            [
                _finish, 6, "in", "out", Keys.Lease(session), Keys.Set(session), $"{PositionHead}{{user:{user}}}", Keys.State(session),
                Group, Keys.Owner, PositionMilliseconds, 0, 1, Fence, NextVersion(), Fence, after, listed, 1, 1, id, 1, "y", state, 0, state,
            ]);
    }

    private long NextVersion() => Interlocked.Increment(ref _version);
}
