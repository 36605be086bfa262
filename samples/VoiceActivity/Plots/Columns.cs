using RedisAi.Samples.Sound;

namespace RedisAi.Samples.VoiceActivity.Plots;

/// <summary>Brings one value for each window down to one for each column of a plot.</summary>
internal static class Columns
{
    /// <summary>Takes the greatest value of the windows of each column, so that no short peak is lost.</summary>
    /// <param name="values">One for each window, at least one.</param>
    /// <param name="columns">How many columns there are; more than windows are allowed.</param>
    public static float[] Peaks(ReadOnlySpan<float> values, int columns)
    {
        float[] peaks = new float[columns];
        for (int column = 0; column < columns; column++)
        {
            int first = (int)((long)column * values.Length / columns);
            int end = Math.Max(first + 1, (int)((long)(column + 1) * values.Length / columns));
            peaks[column] = Max(values[first..end]);
        }

        return peaks;
    }

    /// <summary>Returns the greatest amplitude of each window.</summary>
    public static float[] Amplitudes(Recording recording)
    {
        float[] amplitudes = new float[recording.WindowCount];
        for (int window = 0; window < amplitudes.Length; window++)
        {
            float greatest = 0;
            foreach (float sample in recording.Window(window))
            {
                greatest = Math.Max(greatest, Math.Abs(sample));
            }

            amplitudes[window] = greatest;
        }

        return amplitudes;
    }

    private static float Max(ReadOnlySpan<float> values)
    {
        float max = values[0];
        foreach (float value in values)
        {
            max = Math.Max(max, value);
        }

        return max;
    }
}
