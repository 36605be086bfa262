using System.Globalization;
using RedisAi.Samples.CommandLine;

namespace RedisAi.Samples.AbTest;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const int MostUsers = 1_000;

    public const string Help = """
        Asks two models for the same digit, as one plan: A answers, B is compared
        with it and counted. Then B breaks, and comes back.

        Usage: AbTest [options]

          --users N      how many ask at once; N is 1 to 1000, without it 16
          --help         show this

        Exit codes: 0 all is well, 1 something failed, 2 wrong usage, 130 Ctrl-C.

        """;

    public int Users { get; private set; } = 16;

    public bool ShowHelp { get; private set; }

    /// <exception cref="UsageException">The message says what is wrong.</exception>
    public static Options Parse(IEnumerable<string> words)
    {
        Options options = new();
        Arguments arguments = new(words);
        while (arguments.Next())
        {
            switch (arguments.Name)
            {
                case "--users":
                    options.Users = ParseUsers(arguments.Value());
                    break;
                case "--help" or "-h":
                    options.ShowHelp = arguments.Flag();
                    break;
                default:
                    throw arguments.Unknown();
            }
        }

        return options;
    }

    private static int ParseUsers(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int users) && users is >= 1 and <= MostUsers
            ? users
            : throw new UsageException($"--users takes a number from 1 to {MostUsers}, not '{text}'.");
}
