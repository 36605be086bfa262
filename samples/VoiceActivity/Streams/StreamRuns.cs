using RedisAi.Samples.Sound;
using RedisAi.Samples.VoiceActivity.Detection;

namespace RedisAi.Samples.VoiceActivity.Streams;

/// <summary>Plays copies of a recording at the same time, and takes the time.</summary>
internal sealed class StreamRuns(ITensorStore tensors, VoiceDetector detector, Recording recording, Terminal terminal, TimeProvider time)
{
    /// <param name="delays">How many windows after the first stream each one begins.</param>
    /// <param name="cancellationToken">Ends the playing.</param>
    public async Task<StreamRun> PlayAsync(IReadOnlyList<int> delays, CancellationToken cancellationToken)
    {
        VoiceStream[] streams = [.. delays.Select((delay, number) => new VoiceStream(recording, number, delay))];
        try
        {
            long start = time.GetTimestamp();
            using (ProgressLine progress = new(terminal.Error, "Listening", (long)streams.Length * recording.WindowCount, terminal.ShowsProgress, time))
            {
                await StreamPlayer.PlayAsync(detector, streams, progress, cancellationToken);
            }

            return new StreamRun(streams, time.GetElapsedTime(start), tensors.Count, tensors.ByteLength);
        }
        finally
        {
            await Task.WhenAll(streams.Select(stream => detector.EndAsync(stream.Session)));
        }
    }
}
