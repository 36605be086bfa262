namespace RedisAi.Scripts;

/// <summary>The keys or arguments of a call, copied: the caller's list may be changed before the call runs. Used again for the next call.</summary>
internal sealed class ScriptStrings(string parameter)
{
    private string[] _items = [];
    private int _count;

    public ReadOnlySpan<string> Items => _items.AsSpan(0, _count);

    /// <summary>Copies those of a call; called while there are none.</summary>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public void Set(IReadOnlyList<string>? given)
    {
        int count = given?.Count ?? 0;
        if (count > _items.Length)
        {
            _items = new string[count];
        }

        for (; _count < count; _count++)
        {
            _items[_count] = given![_count] ?? throw new ArgumentException($"The element {_count} is null.", parameter);
        }
    }

    /// <summary>Forgets them: a slot may be idle for long.</summary>
    public void Clear()
    {
        Array.Clear(_items, 0, _count);
        _count = 0;
    }
}
