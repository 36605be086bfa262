using RedisAi.Backends.Onnx;
using RedisAi.Samples.CommandLine;
using RedisAi.Samples.Sound;
using RedisAi.Samples.VoiceActivity.Detection;
using RedisAi.Samples.VoiceActivity.Plots;
using RedisAi.Samples.VoiceActivity.Streams;

namespace RedisAi.Samples.VoiceActivity;

/// <summary>The program, apart from the process that it runs in.</summary>
internal sealed class App(Terminal terminal, TimeProvider time)
{
    public Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken) =>
        new Frame("VoiceActivity", terminal.Error).RunAsync(() => PlayAsync(arguments, cancellationToken), cancellationToken);

    private async Task<bool> PlayAsync(string[] arguments, CancellationToken cancellationToken)
    {
        Options options = Options.Parse(arguments);
        if (options.ShowHelp)
        {
            await terminal.Out.WriteAsync(Options.Help);
            return true;
        }

        Recording recording = WavFile.Read(options.WavPath);
        if (!File.Exists(options.ModelPath))
        {
            throw new FileNotFoundException($"The model '{options.ModelPath}' is not there. Run eng/fetch.sh silero-vad and build again, or name one with --model.");
        }

        await using RedisAiEngine ai = new(new OnnxBackend());
        using VoiceDetector detector = await VoiceDetector.LoadAsync(ai, options.ModelPath, cancellationToken);
        StreamRuns runs = new(ai.Tensors, detector, recording, terminal with { ShowsProgress = terminal.ShowsProgress || options.ForceProgress }, time);
        Report report = new(terminal.Out, recording);

        string name = Path.GetFileName(options.WavPath);
        report.Recording(name);
        StreamRun single = await runs.PlayAsync([0], cancellationToken);
        IReadOnlyList<Segment> speech = SpeechSegments.Find(single.Streams[0].Probabilities, SpeechRules.Default);
        report.Segments(speech);
        report.Plot(single.Streams[0].Probabilities, speech, terminal.Width);
        if (options.SvgPath is { } svg)
        {
            string picture = SvgPlot.Draw($"Speech in {name}", recording, single.Streams[0].Probabilities, speech, SpeechRules.Default);
            await File.WriteAllTextAsync(svg, picture, cancellationToken);
            report.Svg(svg);
        }

        report.Speed(single);
        if (options.Streams is not { } count)
        {
            return true;
        }

        StreamRun many = await runs.PlayAsync(StreamDelays.Spread(recording.WindowCount, count), cancellationToken);
        report.Speed(many);
        return report.Check(many, single.Streams[0]);
    }
}
