using RedisAi.Samples.CommandLine;

namespace RedisAi.Samples.Ocr;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Help = """
        Reads the text of a page: a model finds where text is, C# cuts the lines out,
        another model reads them. All of it is one plan.

        Usage: Ocr [options]

          --image FILE   an 8-bit PNG of a page; without it the sample's own invoice
          --svg FILE     draw when each step ran as an SVG picture, too
          --help         show this

        Exit codes: 0 all is well, 1 something failed, 2 wrong usage, 130 Ctrl-C.

        """;

    public string ImagePath { get; private set; } = Path.Combine(AppContext.BaseDirectory, "picture", "invoice.png");

    public string? SvgPath { get; private set; }

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
                case "--image":
                    options.ImagePath = arguments.Value();
                    break;
                case "--svg":
                    options.SvgPath = arguments.Value();
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
}
