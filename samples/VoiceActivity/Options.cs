using System.Globalization;

namespace RedisAi.Samples.VoiceActivity;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const int MostStreams = 10_000;

    public const string Help = """
        Finds speech in a recording with Silero VAD.

        Usage: VoiceActivity [options] [FILE.wav]

          FILE.wav       16 kHz mono, 16-bit PCM or 32-bit float; without it the
                         sample's own recording
          --streams N    then play N copies at once, one beginning after the other,
                         and say how fast that goes; N is 1 to 10000
          --svg FILE     draw the probabilities as an SVG picture too
          --model FILE   the model; without it the one fetched with the sample
          --progress     show progress even if the error output is no terminal
          --help         show this

        Exit codes: 0 all is well, 1 something failed, 2 wrong usage, 130 Ctrl-C.

        """;

    public string WavPath { get; private set; } = Path.Combine(AppContext.BaseDirectory, "audio", "speech.wav");

    public string ModelPath { get; private set; } = Path.Combine(AppContext.BaseDirectory, "models", "silero_vad_v6.onnx");

    public string? SvgPath { get; private set; }

    /// <summary>How many copies to play at once; null for none.</summary>
    public int? Streams { get; private set; }

    public bool ForceProgress { get; private set; }

    public bool ShowHelp { get; private set; }

    /// <exception cref="UsageException">The message says what is wrong.</exception>
    public static Options Parse(IEnumerable<string> arguments)
    {
        Options options = new();
        Queue<string> rest = new(arguments);
        bool haveFile = false;
        bool onlyFiles = false;
        while (rest.TryDequeue(out string? argument))
        {
            if (argument == "--" && !onlyFiles)
            {
                onlyFiles = true;
            }
            else if (!onlyFiles && argument.Length > 1 && argument[0] == '-')
            {
                options.Apply(argument, rest);
            }
            else
            {
                options.WavPath = haveFile ? throw new UsageException($"There can be only one recording; '{argument}' is the second.") : NotEmpty(argument, "The recording");
                haveFile = true;
            }
        }

        return options;
    }

    private void Apply(string argument, Queue<string> rest)
    {
        // --name=VALUE and --name VALUE are the same.
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? argument : argument[..equals];
        string? attached = equals < 0 ? null : argument[(equals + 1)..];
        switch (name)
        {
            case "--streams":
                Streams = ParseStreams(Value());
                break;
            case "--svg":
                SvgPath = Value();
                break;
            case "--model":
                ModelPath = Value();
                break;
            case "--progress" when attached is null:
                ForceProgress = true;
                break;
            case "--help" or "-h" when attached is null:
                ShowHelp = true;
                break;
            default:
                throw new UsageException($"There is no option '{argument}'.");
        }

        string Value() => NotEmpty(attached ?? (rest.TryDequeue(out string? next) ? next : ""), name);
    }

    private static string NotEmpty(string value, string what) => value.Length > 0 ? value : throw new UsageException($"{what} needs a value.");

    private static int ParseStreams(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int streams) && streams is >= 1 and <= MostStreams
            ? streams
            : throw new UsageException($"--streams takes a number from 1 to {MostStreams}, not '{text}'.");
}
