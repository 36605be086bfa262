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
    public static Options Parse(IEnumerable<string> arguments)
    {
        Options options = new();
        Queue<string> rest = new(arguments);
        while (rest.TryDequeue(out string? argument))
        {
            options.Apply(argument, rest);
        }

        return options;
    }

    private void Apply(string argument, Queue<string> rest)
    {
        // --name=VALUE and --name VALUE are the same.
        const string Attached = "--image=";
        if (argument is "--help" or "-h")
        {
            ShowHelp = true;
        }
        else if (argument == "--image")
        {
            ImagePath = NotEmpty(rest.TryDequeue(out string? next) ? next : "");
        }
        else if (argument.StartsWith(Attached, StringComparison.Ordinal))
        {
            ImagePath = NotEmpty(argument[Attached.Length..]);
        }
        else
        {
            throw new UsageException($"There is no option '{argument}'.");
        }
    }

    private static string NotEmpty(string value) => value.Length > 0 ? value : throw new UsageException("--image needs a value.");
}
