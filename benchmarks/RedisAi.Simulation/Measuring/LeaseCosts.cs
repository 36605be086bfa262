using RedisAi.Simulation.Costs;
using StackExchange.Redis;

namespace RedisAi.Simulation.Measuring;

/// <summary>Taking, refusing, prolonging and giving up leases, many at a time.</summary>
/// <param name="connection">To the server.</param>
internal sealed class LeaseCosts(ConnectionMultiplexer connection)
{
    private const int Commands = 20_480;
    private const int StateBytes = 1024;
    private const int TogetherAtOnce = 256;
    private const long LeaseMilliseconds = 600_000;
    private const long KeptMilliseconds = 6_000_000;

    private readonly string _take = Load(connection, Scripts.Take);
    private readonly string _renew = Load(connection, Scripts.Renew);
    private readonly string _release = Load(connection, Scripts.Release);

    public static string Load(ConnectionMultiplexer connection, string script) => Convert.ToHexStringLower(connection.GetServers()[0].ScriptLoad(script));

    /// <summary>Has all leases be the owner's.</summary>
    public void TakeAll() => Stopwatches.Send(connection, Commands, i => TakeBy(Keys.Owner, i));

    /// <param name="perByteRead">What reading a state takes for each byte, which is a part of it.</param>
    public CommandCost Take(double perByteRead)
    {
        double all = Fixed(i => TakeBy(Keys.Owner, i)).Microseconds;
        return new CommandCost(all - (StateBytes * perByteRead / 1e3), perByteRead);
    }

    /// <summary>With one listener, who is the owner.</summary>
    public CommandCost Refusal() => Fixed(i => TakeBy(Keys.Stranger, i));

    /// <summary>A thousand at a time, as a process renews them; the client's time, too.</summary>
    public (CommandCost Cost, double ClientMicroseconds) Renewal()
    {
        CostPerCommand cost = Stopwatches.Pipelined(connection, 20_000, i => Renew([Keys.Lease(i)]), depth: 1000);
        return (new CommandCost(cost.Server, 0), cost.Client);
    }

    public CommandCost RenewalTogether()
    {
        double script = Stopwatches.Pipelined(connection, 160, i => Renew([.. Enumerable.Range(i * TogetherAtOnce, TogetherAtOnce).Select(Keys.Lease)]), depth: 4).Server;
        return new CommandCost(script / TogetherAtOnce, 0);
    }

    /// <summary>Nothing is left to be given up by a second round, so that each release comes behind a taking, which is taken off.</summary>
    public CommandCost Release(CommandCost take)
    {
        double both = 2 * Fixed(i => i % 2 == 0 ? TakeBy(Keys.Owner, i / 2) : new Request("EVALSHA", [_release, 1, Keys.Lease(i / 2), Keys.Owner])).Microseconds;
        return new CommandCost(both - (take.Of(1, StateBytes) * 1e6), 0);
    }

    /// <summary>What a command of a mix takes: three writes, six renewals and a taking in ten. The sum of what they take alone should say the same.</summary>
    /// <param name="write">The script of a write.</param>
    /// <param name="state">What is written.</param>
    public double Mix(string write, byte[] state) => Fixed(i => (i % 10) switch
    {
        < 3 => Keys.Write(write, i, state),
        < 9 => Renew([Keys.Lease(i)]),
        _ => TakeBy(Keys.Owner, i),
    }).Microseconds;

    public CommandCost Notice() => Fixed(static i => new Request("PUBLISH", ["ai-owner:" + Keys.Owner, $"user:{i}"]));

    private CommandCost Fixed(Func<int, Request> request) => new(Stopwatches.Pipelined(connection, Commands, request).Server, 0);

    private Request TakeBy(string owner, int session) =>
        new("EVALSHA", [_take, 2, Keys.Lease(session), Keys.Set(session), owner, Keys.Address, LeaseMilliseconds, KeptMilliseconds]);

    private Request Renew(string[] leases) => new("EVALSHA", [_renew, leases.Length, .. leases, Keys.Owner, LeaseMilliseconds, KeptMilliseconds]);
}
