using RedisAi.Samples.AbTest.Comparing;
using RedisAi.Samples.AbTest.Digits;
using RedisAi.Samples.AbTest.Trials;

namespace RedisAi.Samples.AbTest;

/// <summary>What the program says.</summary>
internal sealed class Report(TextWriter writer)
{
    private const int MostDifferences = 5;

    public void Setting(int digits, int users) =>
        writer.WriteLine($"{digits} digits, {users} {(users == 1 ? "user" : "users")} at once; A: linear.onnx, B: network.onnx\n");

    public void Trials(IReadOnlyList<Trial> trials)
    {
        Row("", static trial => trial.Name);
        Row("answers", static trial => $"{trial.Answers.Count}");
        Row("  B agreed", static trial => $"{trial.Agreed}");
        Row("  B differed", static trial => $"{trial.Differences.Count()}");
        Row("  B failed", static trial => $"{trial.Failed}");
        Row("right by A", static trial => $"{trial.RightByA:P1}");
        Row("right by B", static trial => trial.RightByB is { } right ? $"{right:P1}" : "-");
        Row("A, median", static trial => Milliseconds(trial.A.Median));
        Row("A, 99 of 100", static trial => Milliseconds(trial.A.Percentile99));
        Row("B, median", static trial => Milliseconds(trial.B.Median));
        Row("B, 99 of 100", static trial => Milliseconds(trial.B.Percentile99));
        Row("answer, median", static trial => Milliseconds(trial.Waited.Median));
        Row("answer, 99 of 100", static trial => Milliseconds(trial.Waited.Percentile99));
        writer.WriteLine();

        void Row(string name, Func<Trial, string> cell) => writer.WriteLine($"{name,-18}{string.Concat(trials.Select(trial => $"{cell(trial),14}"))}");
    }

    public void Differences(Trial trial)
    {
        Comparison[] differences = [.. trial.Differences];
        foreach (Comparison difference in differences.Take(MostDifferences))
        {
            writer.WriteLine($"digit {difference.Number} is a {DigitSheet.TruthOf(difference.Number)}: A says {Words(difference.A)}, B says {Words(difference.B!.Value)}");
        }

        writer.WriteLine(differences.Length > MostDifferences ? $"and {differences.Length - MostDifferences} more\n" : "");
    }

    /// <summary>Says whether callers got what A says, whatever became of B.</summary>
    public bool Check(Trial well, Trial broken, Trial back)
    {
        bool isA = new[] { well, broken, back }.All(static trial => trial.Answers.SequenceEqual(trial.Comparisons.Select(static comparison => comparison.A.Digit)));
        bool isSame = well.Answers.SequenceEqual(broken.Answers) && well.Answers.SequenceEqual(back.Answers);
        bool isCounted = well.Failed == 0 && broken.Failed == broken.Answers.Count && back.Comparisons.SequenceEqual(well.Comparisons);
        writer.WriteLine(isA && isSame && isCounted
            ? "All answers were A's, and the same while B was broken; each failure was counted."
            : "Something is wrong: answers were not A's, or changed, or the count is not right.");
        return isA && isSame && isCounted;
    }

    private static string Words(Opinion opinion) => $"{opinion.Digit} ({opinion.Certainty:P0})";

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:0.000} ms";
}
