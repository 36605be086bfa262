using System.Xml.Linq;
using RedisAi.Samples.CommandLine;
using RedisAi.Samples.Ocr;
using RedisAi.Samples.Ocr.Pages;
using RedisAi.Samples.Tests.Shared;
using RedisAi.Testing;

namespace RedisAi.Samples.Tests.Ocr;

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
    public async Task Page_is_read_and_both_ways_agree()
    {
        Assert.SkipUnless(PageReader.ModelsAreThere, PageReaderTests.Missing);

        int exitCode = await RunAsync();

        string said = _out.ToString();
        Assert.Equal("", _error.ToString());
        Assert.Equal(ExitCodes.Ok, exitCode);
        Assert.Contains("invoice.png: 800 x 800 pixels", said, StringComparison.Ordinal);
        Assert.Contains("%   Mooring rope   40 m   3.25   130.00", said, StringComparison.Ordinal);
        Assert.Contains("read/text-recognition      34", said, StringComparison.Ordinal);
        Assert.Contains("34 lines in 34 runs (34 x 1)", said, StringComparison.Ordinal);
        Assert.Contains("Both ways read the same each time, to the bit.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Svg_has_a_bar_for_each_step_and_several_for_lines()
    {
        Assert.SkipUnless(PageReader.ModelsAreThere, PageReaderTests.Missing);
        string path = _folder["times.svg"];

        int exitCode = await RunAsync("--svg", path);

        Assert.Equal("", _error.ToString());
        Assert.Equal(ExitCodes.Ok, exitCode);
        string[] bars = [.. XElement.Load(path).Elements().Where(static element => element.Name.LocalName == "rect" && element.HasElements).Select(static bar => bar.Value)];
        Assert.Single(bars, static bar => bar.StartsWith("text-detection (model): ", StringComparison.Ordinal));
        Assert.InRange(bars.Count(static bar => bar.StartsWith("read/text-recognition", StringComparison.Ordinal)), 2, 34);
        Assert.Contains($"The same as a picture: {path}", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_without_text_is_no_failure()
    {
        Assert.SkipUnless(PageReader.ModelsAreThere, PageReaderTests.Missing);
        byte[] white = [.. Enumerable.Repeat((byte)255, 100 * 80)];

        int exitCode = await RunAsync("--image", Write(new PngBytes { Width = 100, Height = 80, ColorType = 0, Pixels = white }.ToArray()));

        Assert.Equal("", _error.ToString());
        Assert.Equal(ExitCodes.Ok, exitCode);
        Assert.Contains("No text.", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_picture_fails_with_the_reason()
    {
        Assert.Equal(ExitCodes.Failed, await RunAsync("--image", Write([1, 2, 3])));
        Assert.Equal(ExitCodes.Failed, await RunAsync("--image", "nowhere.png"));

        Assert.Contains("Ocr: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("is not a PNG file", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("nowhere.png", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _out.ToString());
    }

    [Theory]
    [InlineData("There is no option '--loud'.", "--loud")]
    [InlineData("There is no option 'page.png'.", "page.png")]
    [InlineData("There is no option '--help=me'.", "--help=me")]
    [InlineData("--image needs a value.", "--image")]
    [InlineData("--image needs a value.", "--image=")]
    [InlineData("--svg needs a value.", "--svg")]
    public async Task Wrong_usage_is_refused_with_the_reason(string reason, params string[] arguments)
    {
        Assert.Equal(ExitCodes.WrongUsage, await RunAsync(arguments));

        Assert.Equal($"Ocr: {reason} See --help.{Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public async Task Help_lists_the_options_in_lines_that_fit()
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync("--help"));

        Assert.Contains("--svg FILE", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("--image FILE", _out.ToString(), StringComparison.Ordinal);
        Assert.All(_out.ToString().Split('\n'), static line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Interrupted_run_ends_in_order()
    {
        Assert.SkipUnless(PageReader.ModelsAreThere, PageReaderTests.Missing);
        using CancellationTokenSource interrupt = new();
        await interrupt.CancelAsync();

        Assert.Equal(ExitCodes.Interrupted, await RunAsync(interrupt.Token));

        Assert.Equal($"Ocr: stopped.{Environment.NewLine}", _error.ToString());
    }

    private Task<int> RunAsync(params string[] arguments) => RunAsync(CancellationToken.None, arguments);

    private Task<int> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        Task.Run(() => new App(_out, _error).RunAsync(arguments, cancellationToken), CancellationToken.None);

    private string Write(byte[] file)
    {
        string path = _folder["page.png"];
        File.WriteAllBytes(path, file);
        return path;
    }
}
