using RedisAi.Backends.Onnx;
using RedisAi.Samples.CommandLine;
using RedisAi.Samples.Ocr.Pages;
using RedisAi.Samples.Pictures;

namespace RedisAi.Samples.Ocr;

/// <summary>The program, apart from the process that it runs in.</summary>
internal sealed class App(TextWriter output, TextWriter errors)
{
    /// <summary>How many times the page is read each way. The first time is slow, the quickest of the others is told.</summary>
    private const int Rounds = 4;

    public Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken) =>
        new Frame("Ocr", errors).RunAsync(() => ReadAsync(arguments, cancellationToken), cancellationToken);

    private async Task<bool> ReadAsync(string[] arguments, CancellationToken cancellationToken)
    {
        Options options = Options.Parse(arguments);
        if (options.ShowHelp)
        {
            await output.WriteAsync(Options.Help);
            return true;
        }

        using AiTensor picture = PngFile.Read(options.ImagePath);
        await using RedisAiEngine ai = new(new OnnxBackend());
        using PageReader reader = await PageReader.LoadAsync(ai, BatchingMode.On, cancellationToken);
        using PageReader readerAlone = await PageReader.LoadAsync(ai, BatchingMode.Off, cancellationToken);

        List<PageRun> together = [];
        List<PageRun> alone = [];
        for (int round = 0; round < Rounds; round++)
        {
            together.Add(await reader.ReadAsync(picture, cancellationToken));
            alone.Add(await readerAlone.ReadAsync(picture, cancellationToken));
        }

        Report report = new(output);
        PageRun best = together.MinBy(static run => run.Duration)!;
        report.Picture(Path.GetFileName(options.ImagePath), picture.Shape);
        report.Text(best.Page);
        report.Steps(best.Page.Timings);
        if (options.SvgPath is { } svg)
        {
            await File.WriteAllTextAsync(svg, best.Page.Timings.ToSvg(), cancellationToken);
            report.Svg(svg);
        }

        report.Runs("lines share runs", best);
        report.Runs("each line alone", alone.MinBy(static run => run.Duration)!);
        return report.Check(together, alone);
    }
}
