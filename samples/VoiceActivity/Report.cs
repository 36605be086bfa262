using RedisAi.Samples.VoiceActivity.Detection;
using RedisAi.Samples.VoiceActivity.Plots;
using RedisAi.Samples.VoiceActivity.Sound;
using RedisAi.Samples.VoiceActivity.Streams;

namespace RedisAi.Samples.VoiceActivity;

/// <summary>What the program says.</summary>
internal sealed class Report(TextWriter writer, Recording recording)
{
    private const int MostComplaints = 10;

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
            $"{Plural(count, "stream")} on {Plural(run.Workers, "thread")}: {windows:N0} windows in {seconds:0.00} s, "
            + $"{windows / seconds:N0} windows/s, {count * recording.Duration.TotalSeconds / seconds:N0} s of audio per second");
    }

    /// <summary>Says whether all streams found what the single one did.</summary>
    public bool Check(StreamRun run, IReadOnlyList<Segment> expected)
    {
        int good = 0;
        int difference = 0;
        foreach (VoiceStream stream in run.Streams)
        {
            IReadOnlyList<Segment> found = SpeechSegments.Find(stream.Probabilities, SpeechRules.Default);
            StreamCheck check = StreamCheck.Compare(expected, found, stream.Offset, recording.WindowCount);
            good += check.Same ? 1 : 0;
            difference = check.Same ? Math.Max(difference, check.Difference) : difference;
            if (!check.Same && run.Streams.Count - good <= MostComplaints)
            {
                Complain(stream, found);
            }
        }

        int places = run.Streams.Select(static stream => stream.Offset).Distinct().Count();
        writer.WriteLine($"in the store: {Plural(run.StoredTensors, "tensor")}, {run.StoredBytes:N0} bytes, under stream:0:state, stream:0:context and so on");
        writer.WriteLine(
            $"found: {good:N0} of {Plural(run.Streams.Count, "stream")}, begun at {Plural(places, "place")}, "
            + $"heard the same speech, shifted (edges within {Sound.Recording.TimeOf(difference).TotalMilliseconds:0} ms)");
        return good == run.Streams.Count;
    }

    private static string Plural(long count, string what) => $"{count:N0} {what}{(count == 1 ? "" : "s")}";

    private void Complain(VoiceStream stream, IReadOnlyList<Segment> found)
    {
        string heard = found.Count == 0 ? "no speech" : string.Join(", ", found.Select(Times).Select(static times => $"{TimeAxis.Exact(times.Start)} to {TimeAxis.Exact(times.End)}"));
        writer.WriteLine($"stream {stream.Number}, begun at {TimeAxis.Exact(Sound.Recording.TimeOf(stream.Offset))}, found something else: {heard}");
    }

    /// <summary>The last window may go on beyond the end of the recording.</summary>
    private (TimeSpan Start, TimeSpan End) Times(Segment segment) =>
        (segment.StartTime, segment.EndTime < recording.Duration ? segment.EndTime : recording.Duration);
}
