using System.Globalization;
using RedisAi.Samples.CommandLine;

namespace RedisAi.Samples.StreamPipeline;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const int MostCalls = 500;
    public const int FewestSeconds = 4;
    public const int MostSeconds = 600;

    public const string Help = """
        Finds speech in many calls at once, with Silero VAD between two streams of
        Redis. It starts redis-server, callers and two workers, shows how they do,
        kills a worker, and checks what has come out.

        Usage: StreamPipeline [options]
               StreamPipeline --worker NAME --redis HOST:PORT

          --calls N      how many calls go on at once, 1 to 500; 24 without it
          --seconds N    how long they go on, 4 to 600; 60 without it, and 10
                         where the output is no terminal
          --worker NAME  run nothing but a worker, until the input ends
          --redis HOST   the Redis of that worker
          --help         show this

        In a terminal: k kills a worker, s starts one, q ends the calls. Elsewhere a
        worker is killed and another one started by the clock.

        Exit codes: 0 all is well, 1 something failed, 2 wrong usage, 130 Ctrl-C.

        """;

    private const int UsualCalls = 24;
    private const int WatchedSeconds = 60;
    private const int UnwatchedSeconds = 10;

    public int Calls { get; private set; } = UsualCalls;

    public TimeSpan Duration { get; private set; }

    /// <summary>The name of the worker to be; null for the demonstration.</summary>
    public string? WorkerName { get; private set; }

    public string WorkerRedis { get; private set; } = "";

    public bool ShowHelp { get; private set; }

    /// <param name="words">The command line.</param>
    /// <param name="isWatched">Whether somebody looks.</param>
    /// <exception cref="UsageException">The message says what is wrong.</exception>
    public static Options Parse(IEnumerable<string> words, bool isWatched)
    {
        Options options = new() { Duration = TimeSpan.FromSeconds(isWatched ? WatchedSeconds : UnwatchedSeconds) };
        Arguments arguments = new(words);
        while (arguments.Next())
        {
            options.Apply(arguments);
        }

        return options.WorkerName is null == (options.WorkerRedis.Length == 0)
            ? options
            : throw new UsageException("--worker and --redis come together.");
    }

    private void Apply(Arguments arguments)
    {
        switch (arguments.Name)
        {
            case "--calls":
                Calls = Number(arguments, 1, MostCalls);
                break;
            case "--seconds":
                Duration = TimeSpan.FromSeconds(Number(arguments, FewestSeconds, MostSeconds));
                break;
            case "--worker":
                WorkerName = arguments.Value();
                break;
            case "--redis":
                WorkerRedis = arguments.Value();
                break;
            case "--help" or "-h":
                ShowHelp = arguments.Flag();
                break;
            default:
                throw arguments.Unknown();
        }
    }

    private static int Number(Arguments arguments, int least, int most)
    {
        (string name, string text) = (arguments.Name, arguments.Value());
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{name} takes a number from {least} to {most}, not '{text}'.");
    }
}
