using RedisAi.Simulation.Costs;
using StackExchange.Redis;

namespace RedisAi.Simulation.Measuring;

/// <summary>Taking, refusing, prolonging and giving up leases, many at a time.</summary>
/// <param name="connection">To the server.</param>
/// <param name="scripts">The store's scripts.</param>
internal sealed class LeaseCosts(ConnectionMultiplexer connection, StoreScripts scripts)
{
    private const int Commands = 20_480;
    private const int StateBytes = 1024;
    private const int TogetherAtOnce = 256;

    /// <summary>Has all leases be the owner's, with the fence that writes have.</summary>
    public void HoldAll() => Stopwatches.Send(connection, Commands, StoreScripts.Hold);

    /// <summary>All sessions have a state of 1 KiB.</summary>
    public void WriteAll()
    {
        byte[] state = new byte[StateBytes];
        Stopwatches.Send(connection, Commands, i => scripts.Write(i, state, isFirst: true));
    }

    /// <param name="perByteRead">What reading a state takes for each byte, which is a part of it.</param>
    public CommandCost Take(double perByteRead)
    {
        double all = Fixed(i => scripts.Take(Keys.Owner, i)).Microseconds;
        return new CommandCost(all - (StateBytes * perByteRead / 1e3), perByteRead);
    }

    /// <summary>With one listener, who is the owner.</summary>
    public CommandCost Refusal() => Fixed(i => scripts.Take(Keys.Stranger, i));

    /// <summary>A thousand at a time, as a process renews them; the client's time, too.</summary>
    public (CommandCost Cost, double ClientMicroseconds) Renewal()
    {
        CostPerCommand cost = Stopwatches.Pipelined(connection, 20_000, i => scripts.Renew(i, 1), depth: 1000);
        return (new CommandCost(cost.Server, 0), cost.Client);
    }

    public CommandCost RenewalTogether()
    {
        double script = Stopwatches.Pipelined(connection, 160, i => scripts.Renew(i * TogetherAtOnce, TogetherAtOnce), depth: 4).Server;
        return new CommandCost(script / TogetherAtOnce, 0);
    }

    /// <summary>Nothing is left to be given up by a second round, so that each release comes behind a command that makes the lease the owner's, which is taken off.</summary>
    public CommandCost Release()
    {
        double held = Fixed(StoreScripts.Hold).Microseconds;
        double both = 2 * Fixed(i => i % 2 == 0 ? StoreScripts.Hold(i / 2) : scripts.Release(i / 2)).Microseconds;
        return new CommandCost(both - held, 0);
    }

    /// <summary>What a command of a mix takes: three writes, six renewals and a taking in ten. The sum of what they take alone should say the same.</summary>
    /// <param name="state">What is written.</param>
    public double Mix(byte[] state) => Fixed(i => (i % 10) switch
    {
        < 3 => scripts.Write(i, state),
        < 9 => scripts.Renew(i, 1),
        _ => scripts.Take(Keys.Owner, i),
    }).Microseconds;

    public CommandCost Notice() => Fixed(static i => new Request("PUBLISH", ["ai-owner:" + Keys.Owner, $"user:{i}"]));

    private CommandCost Fixed(Func<int, Request> request) => new(Stopwatches.Pipelined(connection, Commands, request).Server, 0);
}
