namespace RedisAi.Samples.StreamPipeline.Watching;

/// <summary>The last values of something as a row of blocks, the highest as high as a line.</summary>
internal sealed class Curve(int width)
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    private readonly Queue<double> _values = [];

    public void Add(double value)
    {
        _values.Enqueue(value);
        if (_values.Count > width)
        {
            _values.Dequeue();
        }
    }

    public override string ToString()
    {
        double highest = Math.Max(1, _values.DefaultIfEmpty().Max());
        return string.Concat(_values.Select(value => Blocks[(int)Math.Round(Math.Max(0, value) / highest * (Blocks.Length - 1))]));
    }
}
