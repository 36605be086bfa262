using System.Diagnostics;

namespace RedisAi.Soak;

/// <summary>Does one kind of thing again and again, by random numbers of its own, and checks every answer.</summary>
internal abstract class Worker(string name, SoakContext soak)
{
    private (string What, long Since) _doing = ("starts", Stopwatch.GetTimestamp());

    public string Name => name;

    /// <summary>What it is at, and since when.</summary>
    public (string What, TimeSpan For) Doing => (_doing.What, Stopwatch.GetElapsedTime(_doing.Since));

    protected SoakContext Soak => soak;

    protected Random Random { get; } = soak.RandomFor(name);

    /// <summary>Stores what it needs. One worker after the other.</summary>
    public virtual Task StartAsync() => Task.CompletedTask;

    /// <summary>Does some things, and throws if one goes wrong.</summary>
    public abstract Task StepAsync();

    /// <summary>Gives back all that it holds, but for what it needs to go on; nobody else is at work meanwhile.</summary>
    public virtual Task SettleAsync() => Task.CompletedTask;

    /// <summary>Works until the time is over.</summary>
    public async Task RunAsync()
    {
        await Task.Yield();
        while (true)
        {
            if (soak.Pause is { } pause)
            {
                Begin("rests");
                await pause.ArriveAsync();
                if (soak.IsOver)
                {
                    return;
                }
            }

            Begin("works");
            await StepAsync();
        }
    }

    /// <summary>Notes what it is at, for the message should that fail or never end.</summary>
    protected void Begin(string what) => _doing = (what, Stopwatch.GetTimestamp());

    /// <summary>Notes that something was done, and was as it should be.</summary>
    protected void Did(string what) => soak.Tally.Did(what);

    protected static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new SoakFailureException(otherwise);
        }
    }
}
