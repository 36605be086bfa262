using System.Globalization;
using RedisAi.Samples.CommandLine;

namespace RedisAi.Samples.Digits;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Help = """
        Shows the same picture of a digit to models of seven frameworks.

        Usage: Digits [options]

          --picture N      which picture, from 0; without it one that they disagree on
          --models FOLDER  other models than those of the sample: a folder with one for
                           each case, such as sklearn-forest, and digits/images.npy
          --help           show this

        Exit codes: 0 all is well, 1 something failed, 2 wrong usage, 130 Ctrl-C.

        """;

    /// <summary>The picture to show; null for one that models disagree on.</summary>
    public int? Picture { get; private set; }

    /// <summary>The folder of other models; null for those of the sample.</summary>
    public string? Models { get; private set; }

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
                case "--picture":
                    options.Picture = ParsePicture(arguments.Value());
                    break;
                case "--models":
                    options.Models = arguments.Value();
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

    private static int ParsePicture(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int picture) ? picture : throw new UsageException($"--picture takes a number from 0, not '{text}'.");
}
