using System.Globalization;
using RedisAi.Samples.CommandLine;

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
    public static Options Parse(IEnumerable<string> words)
    {
        Options options = new();
        Arguments arguments = new(words);
        bool haveFile = false;
        while (arguments.Next())
        {
            if (arguments.IsFile)
            {
                string file = arguments.File("The recording");
                options.WavPath = haveFile ? throw new UsageException($"There can be only one recording; '{file}' is the second.") : file;
                haveFile = true;
            }
            else
            {
                options.Apply(arguments);
            }
        }

        return options;
    }

    private void Apply(Arguments arguments)
    {
        switch (arguments.Name)
        {
            case "--streams":
                Streams = ParseStreams(arguments.Value());
                break;
            case "--svg":
                SvgPath = arguments.Value();
                break;
            case "--model":
                ModelPath = arguments.Value();
                break;
            case "--progress":
                ForceProgress = arguments.Flag();
                break;
            case "--help" or "-h":
                ShowHelp = arguments.Flag();
                break;
            case "--":
                arguments.EndOptions();
                break;
            default:
                throw arguments.Unknown();
        }
    }

    private static int ParseStreams(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int streams) && streams is >= 1 and <= MostStreams
            ? streams
            : throw new UsageException($"--streams takes a number from 1 to {MostStreams}, not '{text}'.");
}
