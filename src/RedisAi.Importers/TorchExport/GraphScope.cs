namespace RedisAi.Importers.TorchExport;

/// <summary>The values of one graph by their names in it. A graph within another sees only what it is given.</summary>
internal sealed class GraphScope
{
    private readonly Dictionary<string, ScriptValue> _values = new(StringComparer.Ordinal);

    public void Add(JsonPart name, ScriptValue value)
    {
        if (!_values.TryAdd(name.Text, value))
        {
            throw name.Damage($"is '{name.Text}', and there is a value of that name already");
        }
    }

    public ScriptValue this[JsonPart name] => _values.TryGetValue(name.Text, out ScriptValue value)
        ? value
        : throw name.Damage($"is '{name.Text}', and nothing before it gives a value of that name");
}
