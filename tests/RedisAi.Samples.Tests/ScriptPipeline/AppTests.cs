using RedisAi.Samples.CommandLine;
using RedisAi.Samples.ScriptPipeline;
using RedisAi.Samples.ScriptPipeline.Recognition;
using RedisAi.Samples.Tests.Shared;
using RedisAi.Testing;

namespace RedisAi.Samples.Tests.ScriptPipeline;

public sealed class AppTests : IDisposable
{
    private const string Missing = "The recognition model was not fetched: run eng/fetch.sh text-recognition, and build again.";

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
    public async Task Text_of_the_picture_is_read_and_both_ways_agree()
    {
        Assert.SkipUnless(File.Exists(TextRecognizer.ModelPath), Missing);

        int exitCode = await RunAsync();

        Assert.Equal("", _error.ToString());
        Assert.Equal(ExitCodes.Ok, exitCode);
        Assert.Contains("sign.png: 480 x 64 pixels", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("text: Platform 7 - mind the gap (9", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("Both ways agree, to the bit. In the store: sign:certainty, sign:classes, sign:line, sign:picture, sign:probabilities", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Picture_without_text_is_no_failure()
    {
        Assert.SkipUnless(File.Exists(TextRecognizer.ModelPath), Missing);

        int exitCode = await RunAsync("--image", Write(new PngBytes { Width = 320, Height = 48, ColorType = 0, Pixels = new byte[320 * 48] }.ToArray()));

        Assert.Equal("", _error.ToString());
        Assert.Equal(ExitCodes.Ok, exitCode);
        Assert.Contains("No text.", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_picture_fails_with_the_reason()
    {
        Assert.Equal(ExitCodes.Failed, await RunAsync("--image", Write([1, 2, 3])));
        Assert.Equal(ExitCodes.Failed, await RunAsync("--image", "nowhere.png"));

        Assert.Contains("is not a PNG file", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("nowhere.png", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _out.ToString());
    }

    [Fact]
    public async Task Wrong_usage_has_an_exit_code_of_its_own()
    {
        Assert.Equal(ExitCodes.WrongUsage, await RunAsync("--loud"));

        Assert.Equal($"ScriptPipeline: There is no option '--loud'. See --help.{Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public async Task Help_lists_the_options_in_lines_that_fit()
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync("--help"));

        Assert.Contains("--image FILE", _out.ToString(), StringComparison.Ordinal);
        Assert.All(_out.ToString().Split('\n'), static line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Interrupted_run_ends_in_order()
    {
        Assert.SkipUnless(File.Exists(TextRecognizer.ModelPath), Missing);
        using CancellationTokenSource interrupt = new();
        await interrupt.CancelAsync();

        Assert.Equal(ExitCodes.Interrupted, await RunAsync(interrupt.Token));

        Assert.Equal($"ScriptPipeline: stopped.{Environment.NewLine}", _error.ToString());
    }

    private Task<int> RunAsync(params string[] arguments) => RunAsync(CancellationToken.None, arguments);

    private Task<int> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        Task.Run(() => new App(_out, _error, TimeProvider.System).RunAsync(arguments, cancellationToken), CancellationToken.None);

    private string Write(byte[] file)
    {
        string path = _folder["picture.png"];
        File.WriteAllBytes(path, file);
        return path;
    }
}
