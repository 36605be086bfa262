namespace RedisAi.Keyspace;

/// <summary>A list that grows and shrinks at both ends.</summary>
internal sealed class KeyspaceList
{
    private string[] _items = new string[4];
    private int _head;

    public int Count { get; private set; }

    public string this[int index] => _items[(_head + index) & (_items.Length - 1)];

    public void AddFirst(string item)
    {
        MakeRoom();
        _head = (_head - 1) & (_items.Length - 1);
        _items[_head] = item;
        Count++;
    }

    public void AddLast(string item)
    {
        MakeRoom();
        _items[(_head + Count) & (_items.Length - 1)] = item;
        Count++;
    }

    public string RemoveFirst()
    {
        string item = this[0];
        _items[_head] = null!;
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
        return item;
    }

    public string RemoveLast()
    {
        string item = this[Count - 1];
        _items[(_head + Count - 1) & (_items.Length - 1)] = null!;
        Count--;
        return item;
    }

    private void MakeRoom()
    {
        if (Count < _items.Length)
        {
            return;
        }

        string[] larger = new string[2 * Count];
        for (int i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        _items = larger;
        _head = 0;
    }
}
