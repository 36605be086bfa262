using RedisAi.Samples.VoiceActivity.Detection;

namespace RedisAi.Samples.VoiceActivity.Streams;

/// <summary>Compares what a stream found with what was found when the recording was played alone and from its start.</summary>
/// <param name="Same">Whether both found the same speech, shifted by the offset of the stream.</param>
/// <param name="Difference">By how many windows the edges of a segment differ at most; without meaning if they are not the same.</param>
/// <remarks>
/// A stream that began elsewhere remembers something else, so its probabilities are not the same to the bit, and the edge of a segment
/// may move by a window or two.
/// </remarks>
internal readonly record struct StreamCheck(bool Same, int Difference)
{
    /// <summary>How far an edge may move: half of the shortest segment, so that none can appear or vanish unseen.</summary>
    private const int MaxDifference = 4;

    /// <param name="expected">The speech of the recording played alone.</param>
    /// <param name="found">The speech of the stream, in its own time.</param>
    /// <param name="offset">The window with which the stream began.</param>
    /// <param name="windows">How many windows the recording has.</param>
    public static StreamCheck Compare(IReadOnlyList<Segment> expected, IReadOnlyList<Segment> found, int offset, int windows)
    {
        bool[] expectedMask = SpeechSegments.ToMask(expected, windows);
        bool[] foundMask = SpeechSegments.ToMask(found, windows);
        int difference = 0;
        for (int window = 0; window < windows; window++)
        {
            if (foundMask[(window - offset + windows) % windows] != expectedMask[window])
            {
                difference = Math.Max(difference, DistanceToEdge(expectedMask, window, offset));
            }
        }

        return new StreamCheck(difference <= MaxDifference, difference);
    }

    /// <summary>How far it is to where speech starts or ends, or where a recording was cut; more than allowed when that is far.</summary>
    private static int DistanceToEdge(bool[] mask, int window, int cut)
    {
        for (int distance = 1; distance <= MaxDifference; distance++)
        {
            if (IsEdge(mask, window - distance + 1, cut) || IsEdge(mask, window + distance, cut))
            {
                return distance;
            }
        }

        return MaxDifference + 1;
    }

    /// <summary>Whether there is an edge between a window and the one before.</summary>
    private static bool IsEdge(bool[] mask, int window, int cut)
    {
        int here = (window + mask.Length) % mask.Length;
        int before = (here - 1 + mask.Length) % mask.Length;
        return here == 0 || here == cut || mask[here] != mask[before];
    }
}
