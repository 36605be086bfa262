using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Skops;

/// <summary>An object: its class, and its attributes by name.</summary>
/// <param name="path">Where it stands.</param>
/// <param name="module">The module of its class.</param>
/// <param name="name">The name of its class.</param>
/// <param name="state">What pickle would keep of it: usually the dictionary of its attributes.</param>
/// <param name="arguments">What it is made from, for the few that are made so (trees); else empty.</param>
internal sealed class SkopsObject(string path, string module, string name, SkopsValue? state, IReadOnlyList<SkopsValue> arguments) : SkopsValue(path)
{
    public override string Kind => $"an object of the class {Class}";

    /// <summary>The class with its module: <c>sklearn.pipeline.Pipeline</c>.</summary>
    public string Class => $"{module}.{name}";

    /// <summary>The class without its module.</summary>
    public string ClassName => name;

    /// <summary>The module of the class.</summary>
    public string Module => module;

    /// <summary>What pickle would keep of it; null for nothing. A few classes keep a tuple.</summary>
    public SkopsValue? State => state;

    /// <summary>What it is made from, for the few that are made so (trees).</summary>
    public IReadOnlyList<SkopsValue> Arguments => arguments;

    public override SkopsObject AsObject() => this;

    /// <summary>An attribute; null when there is none, or it is None.</summary>
    public SkopsValue? Find(string attribute) =>
        (state as SkopsDictionary)?.Find(attribute) is { IsNone: false } value ? value : null;

    /// <summary>The first of several attributes that is there and not None: names differ between versions.</summary>
    public SkopsValue? FindAny(params ReadOnlySpan<string> attributes)
    {
        foreach (string attribute in attributes)
        {
            if (Find(attribute) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>An attribute that must be there.</summary>
    /// <exception cref="ModelLoadException">There is none, or it is None; the usual reason is that the model was not fitted.</exception>
    public SkopsValue Get(string attribute) =>
        Find(attribute) ?? throw new ModelLoadException($"{Place}, of the class {Class}, has no '{attribute}'. Was the model fitted before it was saved?");

    public double Number(string attribute) => Get(attribute).AsDouble();

    public double Number(string attribute, double otherwise) => Find(attribute)?.AsDouble() ?? otherwise;

    public long Integer(string attribute) => Get(attribute).AsInt64();

    public long Integer(string attribute, long otherwise) => Find(attribute)?.AsInt64() ?? otherwise;

    public bool Flag(string attribute, bool otherwise) => Find(attribute)?.AsBool() ?? otherwise;

    public string Text(string attribute, string otherwise) => Find(attribute)?.AsText() ?? otherwise;

    /// <summary>An attribute that is an array of numbers, texts or records.</summary>
    public NpyArray Array(string attribute) => Get(attribute).AsArray();

    /// <summary>An attribute that is an array of numbers, as doubles, the last axis fastest.</summary>
    public double[] Doubles(string attribute) => Get(attribute).AsArray().ToDoubles();
}
