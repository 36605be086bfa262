namespace RedisAi.Importers.Skops;

/// <summary>A dictionary, with its keys as texts whatever they are in Python.</summary>
/// <param name="path">Where it stands.</param>
/// <param name="entries">The entries in their order.</param>
internal sealed class SkopsDictionary(string path, OrderedDictionary<string, SkopsValue> entries) : SkopsValue(path)
{
    public override string Kind => "a dictionary";

    public IReadOnlyDictionary<string, SkopsValue> Entries => entries;

    public override SkopsDictionary AsDictionary() => this;

    /// <summary>An entry; null when there is none.</summary>
    public SkopsValue? Find(string key) => entries.TryGetValue(key, out SkopsValue? value) ? value : null;
}
