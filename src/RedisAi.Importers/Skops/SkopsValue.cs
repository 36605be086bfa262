using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Skops;

/// <summary>A node of an archive, as data. The kinds are those that <see cref="SkopsReader"/> knows; the members ask for what a reader expects, and name the node where it is something else.</summary>
/// <param name="path">Where it stands, from the root: <c>steps[1][1].coef_</c>.</param>
internal abstract class SkopsValue(string path)
{
    /// <summary>Where it stands, from the root; empty for the root.</summary>
    public string Path { get; } = path;

    /// <summary>What it is, for messages: <c>a list</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether it is Python's None.</summary>
    public virtual bool IsNone => false;

    /// <summary>The number: a Python or numpy one.</summary>
    public virtual double AsDouble() => throw Expected("a number");

    /// <summary>The whole number: a Python or numpy one.</summary>
    public virtual long AsInt64() => throw Expected("a whole number");

    public virtual bool AsBool() => throw Expected("True or False");

    public virtual string AsText() => throw Expected("a string");

    /// <summary>The elements of a list, a tuple, a set, or an array of objects (its last axis fastest).</summary>
    public virtual IReadOnlyList<SkopsValue> AsList() => throw Expected("a list");

    /// <summary>The elements of a list or an array, which are strings.</summary>
    public virtual IReadOnlyList<string> AsTexts() => [.. AsList().Select(static item => item.AsText())];

    /// <summary>The array of numbers, texts or records. Read from the archive at each call.</summary>
    public virtual NpyArray AsArray() => throw Expected("an array of numbers");

    public virtual SkopsObject AsObject() => throw Expected("an object");

    public virtual SkopsDictionary AsDictionary() => throw Expected("a dictionary");

    /// <summary>The error of a node that is not what it must be.</summary>
    public ModelLoadException Expected(string expected) => new($"{Place} is {Kind}; {expected} was expected.");

    /// <summary>The path, for the beginning of a sentence.</summary>
    public string Place => Path.Length == 0 ? "The root of the archive" : $"'{Path}'";
}
