using RedisAi.Samples.Sound;
using RedisAi.Samples.VoiceActivity.Detection;
using RedisAi.Samples.VoiceActivity.Plots;
using RedisAi.Samples.VoiceActivity.Streams;

namespace RedisAi.Samples.VoiceActivity;

/// <summary>What the program says.</summary>
internal sealed class Report(TextWriter writer, Recording recording)
{
    private const int MostComplaints = 10;
    private const int MostTimes = 3;

    public void Recording(string name) =>
        writer.WriteLine($"{name}: {recording.Duration.TotalSeconds:0.000} s, {recording.WindowCount} windows of {Sound.Recording.TimeOf(1).TotalMilliseconds:0} ms\n");

    public void Segments(IReadOnlyList<Segment> speech)
    {
        if (speech.Count == 0)
        {
            writer.WriteLine("No speech.");
            return;
        }

        writer.WriteLine("speech       start        end   length");
        for (int i = 0; i < speech.Count; i++)
        {
            (TimeSpan start, TimeSpan end) = Times(speech[i]);
            writer.WriteLine($"{i + 1,6}   {TimeAxis.Exact(start)}  {TimeAxis.Exact(end)}  {(end - start).TotalSeconds:0.000} s");
        }
    }

    public void Plot(ReadOnlySpan<float> probabilities, IReadOnlyList<Segment> speech, int width) =>
        writer.WriteLine($"\n{ProbabilityPlot.Draw(recording, probabilities, speech, SpeechRules.Default, width)}");

    public void Svg(string path) => writer.WriteLine($"The same as a picture: {path}\n");

    public void Speed(StreamRun run)
    {
        int count = run.Streams.Count;
        double seconds = Math.Max(run.Elapsed.TotalSeconds, 1e-6);
        long windows = (long)count * recording.WindowCount;
        writer.WriteLine(
            $"{Plural(count, "stream")}: {windows:N0} windows in {seconds:0.00} s, "
            + $"{windows / seconds:N0} windows/s, {count * recording.Duration.TotalSeconds / seconds:N0} s of audio per second");
    }

    /// <summary>Says whether all streams found what the single one did, each at its own time.</summary>
    public bool Check(StreamRun run, VoiceStream single)
    {
        VoiceStream[] wrong = [.. run.Streams.Where(stream => !stream.HeardTheSameAs(single))];
        foreach (VoiceStream stream in wrong.Take(MostComplaints))
        {
            writer.WriteLine($"stream {stream.Number} found something else: {Times(stream)}");
        }

        writer.WriteLine($"in the store: {Plural(run.StoredTensors, "tensor")}, {run.StoredBytes:N0} bytes: stream:0/vad/state and so on");
        writer.WriteLine($"found: {run.Streams.Count - wrong.Length:N0} of {Plural(run.Streams.Count, "stream")} gave what the single one did, to the bit");
        if (run.Streams is [_, .., VoiceStream last])
        {
            writer.WriteLine($"stream {last.Number} began {Sound.Recording.TimeOf(last.Delay).TotalSeconds:0.000} s after stream 0, and so did its speech: {Times(last)}");
        }

        return wrong.Length == 0;
    }

    private static string Plural(long count, string what) => $"{count:N0} {what}{(count == 1 ? "" : "s")}";

    /// <summary>What a stream found, in the time of the first stream; of a long list the beginning.</summary>
    private string Times(VoiceStream stream)
    {
        IReadOnlyList<Segment> speech = SpeechSegments.Find(stream.Probabilities, SpeechRules.Default);
        TimeSpan delay = Sound.Recording.TimeOf(stream.Delay);
        IEnumerable<string> times = speech.Take(MostTimes).Select(Times).Select(time => $"{TimeAxis.Exact(time.Start + delay)} to {TimeAxis.Exact(time.End + delay)}");
        string more = speech.Count > MostTimes ? $" and {speech.Count - MostTimes:N0} more" : "";
        return speech.Count == 0 ? "none" : $"{string.Join(", ", times)}{more}";
    }

    /// <summary>The last window may go on beyond the end of the recording.</summary>
    private (TimeSpan Start, TimeSpan End) Times(Segment segment) =>
        (segment.StartTime, segment.EndTime < recording.Duration ? segment.EndTime : recording.Duration);
}
