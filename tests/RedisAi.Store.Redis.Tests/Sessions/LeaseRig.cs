using System.Globalization;
using System.Text;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Sessions;

/// <summary>A server, and the scripts of leases as one calls them by hand.</summary>
internal sealed class LeaseRig : IDisposable
{
    /// <summary>How long leases last, in milliseconds.</summary>
    public const int Length = 10_000;

    private const int Kept = 600_000;

    private static readonly string s_take = new RedisScript("lease-take").Text;
    private static readonly string s_renew = new RedisScript("lease-renew").Text;
    private static readonly string s_write = new RedisScript("state-write").Text;

    private LeaseRig(RedisServer server) => Server = server;

    public RedisServer Server { get; }

    /// <summary>Gets the key of the list of the states of session <c>s</c>.</summary>
    public static string States => "ai-states:{s}";

    public static async Task<LeaseRig> StartAsync()
    {
        RedisPrograms.SkipUnlessInstalled();
        return new LeaseRig(await RedisServer.StartAsync());
    }

    public static string Lease(string session) => $"ai-lease:{{{session}}}";

    public static string StateKey(string state, string session = "s") => $"ai:{{{session}}}/m/{state}";

    /// <summary>The server's clock.</summary>
    public long Microseconds()
    {
        RespReply[] time = Server.Execute("TIME").Items!;
        return (time[0].ToNumber() * 1_000_000) + time[1].ToNumber();
    }

    public RespReply Take(string owner, string session = "s") =>
        Server.Execute("EVAL", s_take, "2", Lease(session), $"ai-states:{{{session}}}", owner, $"at {owner}", $"{Length}", $"{Kept}", "ai-owner:", $"want {session}");

    /// <summary>Takes a lease that is to be had; returns the fence.</summary>
    public long Fence(string owner, string session = "s")
    {
        RespReply reply = Take(owner, session);
        Assert.Equal(1, reply.Items![0].ToNumber());
        return reply.Items[1].ToNumber();
    }

    /// <summary>Writes states: records, and the milliseconds that they live (0 for good, -1 to remove).</summary>
    public RespReply Write(long fence, long version, params ReadOnlySpan<(string State, string Record, int Life)> states) => Write(fence, version, "", states);

    /// <summary>Gives up the lease, with last states.</summary>
    public RespReply Release(long fence, long version, params ReadOnlySpan<(string State, string Record, int Life)> states) => Write(fence, version, "free s", states);

    public RespReply Renew(params ReadOnlySpan<(string Session, long Fence)> leases)
    {
        List<string> keys = [];
        List<string> fences = [];
        foreach ((string session, long fence) in leases)
        {
            keys.Add(Lease(session));
            fences.Add($"{fence}");
        }

        return Server.Execute(["EVAL", s_renew, $"{keys.Count}", .. keys, $"{Length}", $"{Kept}", .. fences]);
    }

    /// <summary>Lets the time of a lease be over.</summary>
    public void Expire(string session = "s") => Server.Execute("HSET", Lease(session), "until", "1");

    /// <summary>Reads a field of the lease of session <c>s</c>.</summary>
    public string Field(string name) => Server.Execute("HGET", Lease("s"), name).Text;

    public long KeptMilliseconds() => Server.Execute("PTTL", Lease("s")).ToNumber();

    /// <summary>Reads the record of a state; empty where it is not there.</summary>
    public string State(string state, string session = "s") => Server.Execute("GET", StateKey(state, session)).Text;

    /// <summary>Reads the records of states; empty where they are not there.</summary>
    public IEnumerable<string> Records(params IEnumerable<string> states) => states.Select(state => State(state));

    /// <summary>Puts the beginning of a record there that has a version.</summary>
    public void SetRecord(string state, long version)
    {
        byte[] record = [.. "RAT1\u0001\u0000\u0000\u0000"u8, .. BitConverter.GetBytes(version)];
        using RespConnection connection = Server.Connect();
        connection.Execute((byte[][])[.. new[] { "SET", StateKey(state) }.Select(Encoding.UTF8.GetBytes), record]).OrThrow();
    }

    /// <summary>Listens to what an owner is told.</summary>
    public RespConnection Listen(string owner)
    {
        RespConnection connection = Server.Connect();
        connection.Execute("HELLO", "2");
        connection.Execute("SUBSCRIBE", $"ai-owner:{owner}").OrThrow();
        return connection;
    }

    /// <summary>The message that comes next, which must be there.</summary>
    public static string Message(RespConnection listener) =>
        // The answer to PING comes behind the message: the first reply is that.
        listener.Execute("PING").Items![2].Text;

    public void Dispose() => Server.Dispose();

    /// <summary>Writes a state <c>h</c> of each of several sessions in one step; returns what is said of each.</summary>
    public RespReply[] WriteAll(params ReadOnlySpan<(string Session, long Fence, long Version, string Record)> writes)
    {
        List<string> keys = [];
        List<string> arguments = [];
        foreach ((string session, long fence, long version, string record) in writes)
        {
            keys.AddRange([Lease(session), $"ai-states:{{{session}}}", StateKey("h", session)]);
            arguments.AddRange([Text(fence), Text(version), "0", "0", "", "1", "0", record]);
        }

        return Write(writes.Length, keys, arguments);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private RespReply Write(long fence, long version, string message, ReadOnlySpan<(string State, string Record, int Life)> states)
    {
        List<string> keys = [Lease("s"), States];
        List<string> arguments = [Text(fence), Text(version), "0", "0", message, $"{states.Length}"];
        foreach ((string state, string record, int life) in states)
        {
            keys.Add(StateKey(state));
            arguments.AddRange([$"{life}", record]);
        }

        return Write(1, keys, arguments)[0];
    }

    private RespReply[] Write(int sessions, List<string> keys, List<string> arguments) =>
        Server.Execute(["EVAL", s_write, $"{keys.Count}", .. keys, $"{Length}", $"{Kept}", "ai-owner:", $"{sessions}", .. arguments]).Items!;
}
