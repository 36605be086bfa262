using RedisAi.Samples.VoiceActivity.Detection;
using RedisAi.Samples.VoiceActivity.Sound;

namespace RedisAi.Samples.VoiceActivity.Streams;

/// <summary>Chooses where in the recording each stream begins.</summary>
internal static class StreamOffsets
{
    /// <summary>How far from all speech a stream begins, so that it hears each segment whole.</summary>
    private static readonly TimeSpan s_distance = TimeSpan.FromMilliseconds(500);

    /// <summary>Spreads the offsets over the windows far from speech. Without such windows all streams begin at the start.</summary>
    /// <param name="speech">Where there is speech.</param>
    /// <param name="windows">How many windows the recording has.</param>
    /// <param name="streams">How many streams there are.</param>
    public static int[] Spread(IReadOnlyList<Segment> speech, int windows, int streams)
    {
        int[] quiet = QuietWindows(speech, windows);
        int[] offsets = new int[streams];
        for (int i = 0; i < streams && quiet.Length > 0; i++)
        {
            offsets[i] = quiet[(int)((long)i * quiet.Length / streams)];
        }

        return offsets;
    }

    private static int[] QuietWindows(IReadOnlyList<Segment> speech, int windows)
    {
        int distance = Recording.WindowsIn(s_distance);
        bool[] taken = new bool[windows];
        foreach (Segment segment in speech)
        {
            // A stream goes on from the end with the start, and so does the distance.
            int end = Math.Min(segment.End + distance, segment.First - distance + windows);
            for (int window = segment.First - distance; window < end; window++)
            {
                taken[(window + windows) % windows] = true;
            }
        }

        return [.. Enumerable.Range(0, windows).Where(window => !taken[window])];
    }
}
