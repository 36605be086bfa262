namespace RedisAi.Importers.Skops;

/// <summary>A type of Python, such as <c>numpy.float64</c>.</summary>
internal sealed class SkopsType(string path, string name) : SkopsValue(path)
{
    public override string Kind => $"the type {name}";

    /// <summary>Its module and name.</summary>
    public string Name => name;
}
