using System.Xml.Linq;
using RedisAi.Samples.CommandLine;
using RedisAi.Samples.Sound;
using RedisAi.Samples.Tests.Shared;
using RedisAi.Samples.VoiceActivity;
using RedisAi.Testing;

namespace RedisAi.Samples.Tests.VoiceActivity;

public sealed class AppTests : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Streams_find_the_speech_of_the_single_one()
    {
        FetchedModels.RequireSilero();

        int exitCode = await RunAsync("--streams", "4");

        Assert.Equal("", _error.ToString());
        Assert.Equal(ExitCodes.Ok, exitCode);
        Assert.Contains("speech.wav: 13.218 s, 414 windows of 32 ms", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("in the store: 4 tensors, 4,096 bytes", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("stream 3 began 3.072 s after stream 0, and so did its speech: 00:04.096 to", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("found: 4 of 4 streams gave what the single one did, to the bit", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Svg_shades_what_was_found()
    {
        FetchedModels.RequireSilero();
        string path = _folder["plot.svg"];

        Assert.Equal(ExitCodes.Ok, await RunAsync("--svg", path));

        XElement svg = XElement.Load(path);
        Assert.Equal(2, svg.Elements().Count(static element => (string?)element.Attribute("class") == "segment"));
    }

    [Fact]
    public async Task Recording_without_speech_is_no_failure()
    {
        FetchedModels.RequireSilero();

        Assert.Equal(ExitCodes.Ok, await RunAsync("--streams", "2", Write(new WavBytes().ToArray())));

        Assert.Contains("No speech.", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("found: 2 of 2 streams", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_recording_fails_with_the_reason()
    {
        Assert.Equal(ExitCodes.Failed, await RunAsync(Write(new WavBytes { Rate = 8_000 }.ToArray())));

        Assert.Contains("is 8 kHz mono, 16-bit PCM", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _out.ToString());
    }

    [Fact]
    public async Task Missing_files_fail_with_their_names()
    {
        Assert.Equal(ExitCodes.Failed, await RunAsync("nowhere.wav"));
        Assert.Equal(ExitCodes.Failed, await RunAsync("--model", "nowhere.onnx"));

        Assert.Contains("nowhere.wav", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("'nowhere.onnx' is not there. Run eng/fetch.sh silero-vad", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_has_an_exit_code_of_its_own()
    {
        Assert.Equal(ExitCodes.WrongUsage, await RunAsync("--streams", "none"));

        Assert.Equal($"VoiceActivity: --streams takes a number from 1 to 10000, not 'none'. See --help.{Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public async Task Help_lists_the_options_in_lines_that_fit()
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync("--help"));

        Assert.Contains("--streams N", _out.ToString(), StringComparison.Ordinal);
        Assert.All(_out.ToString().Split('\n'), static line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Interrupted_run_ends_in_order()
    {
        FetchedModels.RequireSilero();
        string path = Write(new WavBytes { Samples = new byte[2 * 60 * Recording.SampleRate] }.ToArray());
        using CancellationTokenSource interrupt = new();
        Task<int> run = RunAsync(interrupt.Token, "--streams", "10000", path);

        await interrupt.CancelAsync();

        Assert.Equal(ExitCodes.Interrupted, await run);
        Assert.Equal($"VoiceActivity: stopped.{Environment.NewLine}", _error.ToString());
    }

    private Task<int> RunAsync(params string[] arguments) => RunAsync(CancellationToken.None, arguments);

    private Task<int> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        Task.Run(() => new App(new Terminal(_out, _error, ShowsProgress: false, Width: 80), TimeProvider.System).RunAsync(arguments, cancellationToken));

    private string Write(byte[] file)
    {
        string path = _folder["sound.wav"];
        File.WriteAllBytes(path, file);
        return path;
    }
}
