using System.Text;
using RedisAi.Samples.Sound;
using RedisAi.Samples.VoiceActivity.Detection;

namespace RedisAi.Samples.VoiceActivity.Plots;

/// <summary>Draws the probability of speech over time with characters.</summary>
internal static class ProbabilityPlot
{
    private const int Rows = 8;
    private const int Margin = 12;
    private const int LabelWidth = 12;
    private const int NarrowestPlot = 20;
    private const string Blocks = " ▁▂▃▄▅▆▇█";

    /// <summary>What is softer than this is drawn as silence.</summary>
    private const float SoftestDecibel = -50;

    /// <param name="recording">What was heard.</param>
    /// <param name="probabilities">One for each of its windows.</param>
    /// <param name="segments">What was found.</param>
    /// <param name="rules">The thresholds to mark.</param>
    /// <param name="width">The most characters of a line.</param>
    public static string Draw(Recording recording, ReadOnlySpan<float> probabilities, IReadOnlyList<Segment> segments, SpeechRules rules, int width)
    {
        int columns = Math.Max(NarrowestPlot, width - Margin);
        StringBuilder text = new();
        DrawRows(text, Columns.Peaks(probabilities, columns), rules);
        DrawAxis(text, recording.Duration, columns);
        DrawSegments(text, segments, recording.WindowCount, columns);
        DrawSound(text, Columns.Peaks(Columns.Amplitudes(recording), columns));
        return text.ToString();
    }

    private static void DrawRows(StringBuilder text, float[] peaks, SpeechRules rules)
    {
        for (int row = Rows - 1; row >= 0; row--)
        {
            float bottom = row / (float)Rows;
            bool isStart = IsIn(row, rules.StartThreshold);
            bool isEnd = IsIn(row, rules.EndThreshold);
            string label = isStart ? $"start {rules.StartThreshold:0.00}" : isEnd ? $"end {rules.EndThreshold:0.00}" : row == Rows - 1 ? "1" : "";
            char empty = isStart || isEnd ? '┄' : ' ';
            StartLine(text, label, isStart || isEnd || row == Rows - 1 ? '┤' : '│');
            foreach (float peak in peaks)
            {
                int eighths = Math.Clamp((int)MathF.Round((peak - bottom) * Rows * (Blocks.Length - 1)), 0, Blocks.Length - 1);
                text.Append(eighths == 0 ? empty : Blocks[eighths]);
            }

            EndLine(text);
        }
    }

    private static void DrawAxis(StringBuilder text, TimeSpan duration, int columns)
    {
        char[] line = new char[columns];
        char[] labels = new char[columns];
        Array.Fill(line, '─');
        Array.Fill(labels, ' ');
        foreach (TimeSpan mark in TimeAxis.Marks(duration, columns / LabelWidth))
        {
            int column = Math.Min(columns - 1, (int)(mark / duration * columns));
            string label = TimeAxis.Short(mark);
            line[column] = '┬';
            label.CopyTo(labels.AsSpan(Math.Min(column, columns - label.Length)));
        }

        StartLine(text, "0", '└');
        EndLine(text.Append(line));
        StartLine(text, "", ' ');
        EndLine(text.Append(labels));
    }

    private static void DrawSegments(StringBuilder text, IReadOnlyList<Segment> segments, int windows, int columns)
    {
        float[] speech = [.. SpeechSegments.ToMask(segments, windows).Select(static isSpeech => isSpeech ? 1f : 0f)];
        StartLine(text, "speech", ' ');
        foreach (float isSpeech in Columns.Peaks(speech, columns))
        {
            text.Append(isSpeech > 0 ? '━' : ' ');
        }

        EndLine(text);
    }

    private static void DrawSound(StringBuilder text, float[] peaks)
    {
        StartLine(text, "sound", ' ');
        foreach (float peak in peaks)
        {
            // Ears are logarithmic.
            float loudness = 1 - (20 * MathF.Log10(MathF.Max(peak, 1e-6f)) / SoftestDecibel);
            text.Append(Blocks[Math.Clamp((int)(loudness * Blocks.Length), 0, Blocks.Length - 1)]);
        }

        EndLine(text);
    }

    private static bool IsIn(int row, float value) => (int)(value * Rows) == row;

    private static void StartLine(StringBuilder text, string label, char axis) => text.Append(label.PadLeft(Margin - 2)).Append(' ').Append(axis);

    private static void EndLine(StringBuilder text)
    {
        int length = text.Length;
        while (length > 0 && text[length - 1] == ' ')
        {
            length--;
        }

        text.Length = length;
        text.Append('\n');
    }
}
