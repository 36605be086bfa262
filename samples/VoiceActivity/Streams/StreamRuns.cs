using RedisAi.Samples.VoiceActivity.Detection;
using RedisAi.Samples.VoiceActivity.Sound;

namespace RedisAi.Samples.VoiceActivity.Streams;

/// <summary>Plays copies of a recording on all cores, and takes the time.</summary>
internal sealed class StreamRuns(ITensorStore tensors, VoiceDetector detector, Recording recording, Terminal terminal, TimeProvider time)
{
    /// <param name="delays">How many windows after the first stream each one begins.</param>
    /// <param name="cancellationToken">Ends the playing.</param>
    public async Task<StreamRun> PlayAsync(IReadOnlyList<int> delays, CancellationToken cancellationToken)
    {
        VoiceStream[] streams = [.. delays.Select((delay, number) => new VoiceStream(recording, number, delay))];
        int workers = Math.Min(Environment.ProcessorCount, streams.Length);
        try
        {
            long start = time.GetTimestamp();
            using (ProgressLine progress = new(terminal.Error, "Listening", (long)streams.Length * recording.WindowCount, terminal.ShowsProgress, time))
            {
                await StreamPlayer.PlayAsync(detector, streams, workers, progress, cancellationToken);
            }

            return new StreamRun(streams, workers, time.GetElapsedTime(start), tensors.Count, tensors.ByteLength);
        }
        finally
        {
            Array.ForEach(streams, stream => detector.End(stream.Keys));
        }
    }
}
