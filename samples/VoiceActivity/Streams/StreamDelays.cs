using RedisAi.Samples.Sound;

namespace RedisAi.Samples.VoiceActivity.Streams;

/// <summary>Chooses how long after the first stream each one begins, so that they do not all do the same at the same moment.</summary>
internal static class StreamDelays
{
    /// <summary>The time between two streams, if there are not too many for that.</summary>
    private static readonly TimeSpan s_distance = TimeSpan.FromSeconds(1);

    /// <summary>Spreads the beginnings over half of the recording at most, so that all streams are heard at once for a while.</summary>
    /// <param name="windows">How many windows the recording has.</param>
    /// <param name="streams">How many streams there are.</param>
    /// <returns>Delays in windows, from 0 on, in order. Some are the same when there are many streams.</returns>
    public static int[] Spread(int windows, int streams)
    {
        long span = Math.Min((long)streams * Recording.WindowsIn(s_distance), windows / 2);
        return [.. Enumerable.Range(0, streams).Select(stream => (int)(stream * span / streams))];
    }
}
