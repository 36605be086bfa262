using RedisAi.Samples.Sound;

namespace RedisAi.Samples.VoiceActivity.Detection;

/// <summary>Makes segments of speech out of one probability for each window.</summary>
internal static class SpeechSegments
{
    private const int None = -1;

    /// <param name="probabilities">One for each window, in order.</param>
    /// <param name="rules">What counts as speech.</param>
    public static IReadOnlyList<Segment> Find(ReadOnlySpan<float> probabilities, SpeechRules rules)
    {
        int shortestPause = Recording.WindowsIn(rules.ShortestPause);
        List<Segment> found = [];
        int start = None;
        int pause = None;
        for (int window = 0; window < probabilities.Length; window++)
        {
            float probability = probabilities[window];
            if (probability >= rules.StartThreshold)
            {
                start = start == None ? window : start;
                pause = None;
            }
            else if (start != None && pause == None && probability < rules.EndThreshold)
            {
                pause = window;
            }

            // The pause began with the window at its start, so that one counts too.
            if (pause != None && window - pause + 1 >= shortestPause)
            {
                found.Add(new Segment(start, pause));
                start = pause = None;
            }
        }

        if (start != None)
        {
            found.Add(new Segment(start, pause == None ? probabilities.Length : pause));
        }

        int shortestSpeech = Recording.WindowsIn(rules.ShortestSpeech);
        found.RemoveAll(segment => segment.End - segment.First < shortestSpeech);
        return found;
    }

    /// <summary>Says of each window whether it is speech.</summary>
    public static bool[] ToMask(IReadOnlyList<Segment> segments, int windows)
    {
        bool[] mask = new bool[windows];
        foreach (Segment segment in segments)
        {
            mask.AsSpan(segment.First..segment.End).Fill(true);
        }

        return mask;
    }
}
