namespace RedisAi.Samples.StreamPipeline.Checking;

/// <summary>Whether all came out as promised.</summary>
/// <param name="Messages">How many messages went in.</param>
/// <param name="Calls">How many calls they were of.</param>
/// <param name="Damaged">How many of them were damaged.</param>
/// <param name="Waits">How many milliseconds each result came after its window, in order.</param>
/// <param name="Complaints">What is not as promised; nothing when all is well.</param>
internal sealed record Verdict(int Messages, int Calls, int Damaged, IReadOnlyList<long> Waits, IReadOnlyList<string> Complaints)
{
    private const int MostComplaints = 10;

    public bool IsGood => Complaints.Count == 0 && Waits.Count > 0;

    public void Write(TextWriter writer)
    {
        foreach (string complaint in Complaints.Take(MostComplaints))
        {
            writer.WriteLine(complaint);
        }

        writer.WriteLine($"{Messages:N0} messages of {Calls:N0} calls, {Damaged:N0} of them damaged; {Waits.Count:N0} results came after {Wait(0.5):N0} ms (half), {Wait(0.99):N0} ms (99 %), {Wait(1):N0} ms (all).");
        writer.WriteLine(
            IsGood
                ? "Each window has one result, in the order of its call, the same as one by one, to the bit; each damaged one is one dead letter."
                : $"{Complaints.Count:N0} things are not as they should be.");
    }

    private long Wait(double share) => Waits.Count == 0 ? 0 : Waits[(int)Math.Ceiling(share * Waits.Count) - 1];
}
