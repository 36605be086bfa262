using RedisAi.Samples.ScriptPipeline.Recognition;

namespace RedisAi.Samples.ScriptPipeline;

/// <summary>What the program says.</summary>
internal sealed class Report(TextWriter writer)
{
    public void Picture(string name, TensorShape shape) =>
        writer.WriteLine($"{name}: {shape[1]} x {shape[0]} pixels");

    public void Text(Reading reading) =>
        writer.WriteLine(reading.Text.Length == 0 ? "No text.\n" : $"text: {reading.Text} ({reading.Certainty:P0} certain)\n");

    public void Times(Reading inMemory, Reading throughStore)
    {
        writer.WriteLine("step             by tensors   store to store");
        foreach ((StepTime first, StepTime second) in inMemory.Steps.Zip(throughStore.Steps))
        {
            writer.WriteLine($"{first.Name,-14} {first.Time.TotalMilliseconds,9:0.00} ms {second.Time.TotalMilliseconds,13:0.00} ms");
        }
    }

    /// <summary>Says whether both ways gave the same.</summary>
    public bool Check(Reading inMemory, Reading throughStore, ITensorStore tensors)
    {
        bool same = inMemory.Text == throughStore.Text
            && BitConverter.SingleToInt32Bits(inMemory.Certainty) == BitConverter.SingleToInt32Bits(throughStore.Certainty);
        writer.WriteLine(same
            ? $"\nBoth ways agree, to the bit. In the store: {string.Join(", ", tensors.Keys("*").Order(StringComparer.Ordinal))}"
            : $"\nThe two ways disagree: {inMemory.Text} ({inMemory.Certainty}), and {throughStore.Text} ({throughStore.Certainty})");
        return same;
    }
}
