using RedisAi.Simulation.Randomness;

namespace RedisAi.Simulation.Model;

/// <summary>One master: a thread that does one command after the other, and a network that carries so many bytes.</summary>
/// <param name="linkBytesPerSecond">What the network carries.</param>
/// <param name="variation">How much the time of one command varies, from 0 (not at all) to 1 (exponentially).</param>
internal sealed class Shard(double linkBytesPerSecond, double variation)
{
    private const int MostDraws = 8;

    private double _threadFreeAt;
    private double _linkFreeAt;

    /// <summary>Gets the seconds of work that it was given, since counting began.</summary>
    public double WorkSeconds { get; private set; }

    /// <summary>Gets the bytes that it was given, since counting began.</summary>
    public long Bytes { get; private set; }

    /// <summary>Gets until when no command is answered.</summary>
    public double DownUntil { get; private set; }

    /// <summary>Does commands one after the other, behind all that came before.</summary>
    /// <param name="arrivesAt">When they are there.</param>
    /// <param name="commands">How many.</param>
    /// <param name="seconds">What they take on the mean, together.</param>
    /// <param name="bytes">What the network carries of them.</param>
    /// <param name="random">Of how long they really take.</param>
    /// <returns>When they are done.</returns>
    public double Serve(double arrivesAt, int commands, double seconds, long bytes, SeededRandom random)
    {
        double work = seconds * Varied(commands, random);
        WorkSeconds += work;
        Bytes += bytes;
        _threadFreeAt = Math.Max(Math.Max(arrivesAt, _threadFreeAt), DownUntil) + work;
        _linkFreeAt = Math.Max(Math.Max(arrivesAt, _linkFreeAt), DownUntil) + (bytes / linkBytesPerSecond);
        return Math.Max(_threadFreeAt, _linkFreeAt);
    }

    public void Fail(double until) => DownUntil = Math.Max(DownUntil, until);

    public void BeginCounting() => (WorkSeconds, Bytes) = (0, 0);

    /// <summary>1 on the mean; of many commands the differences even out.</summary>
    private double Varied(int commands, SeededRandom random)
    {
        if (variation == 0 || commands > MostDraws)
        {
            return 1;
        }

        double sum = 0;
        for (int i = 0; i < commands; i++)
        {
            sum += random.NextExponential(1);
        }

        return 1 - variation + (variation * sum / commands);
    }
}
