using RedisAi.Samples.CommandLine;

namespace RedisAi.Samples.ScriptPipeline;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Help = """
        Reads a line of text off a picture: a script prepares it, a model recognises
        it, and a script makes a text of what the model gives.

        Usage: ScriptPipeline [options]

          --image FILE   an 8-bit PNG of one line of text; without it the sample's own
          --help         show this

        Exit codes: 0 all is well, 1 something failed, 2 wrong usage, 130 Ctrl-C.

        """;

    public string ImagePath { get; private set; } = Path.Combine(AppContext.BaseDirectory, "picture", "sign.png");

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
