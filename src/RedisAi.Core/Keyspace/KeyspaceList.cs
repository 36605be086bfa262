namespace RedisAi.Keyspace;

/// <summary>A list that grows and shrinks at both ends.</summary>
internal sealed class KeyspaceList : IKeyspaceCollection
{
    private const int MinCapacity = 4;

    // A ring, whose length is a power of two.
    private byte[][] _items = new byte[MinCapacity][];
    private int _head;

    public int Count { get; private set; }

    public byte[] this[int index]
    {
        get => _items[(_head + index) & (_items.Length - 1)];
        set => _items[(_head + index) & (_items.Length - 1)] = value;
    }

    public void Add(byte[] item, bool atLast)
    {
        MakeRoom();
        _head = atLast ? _head : (_head - 1) & (_items.Length - 1);
        Count++;
        this[atLast ? Count - 1 : 0] = item;
    }

    public byte[] RemoveFirst()
    {
        byte[] item = this[0];
        this[0] = null!;
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
        ShrinkWhenSparse();
        return item;
    }

    public byte[] RemoveLast()
    {
        byte[] item = this[Count - 1];
        this[Count - 1] = null!;
        Count--;
        ShrinkWhenSparse();
        return item;
    }

    public void Insert(int index, byte[] item)
    {
        Add(item, atLast: true);
        for (int i = Count - 1; i > index; i--)
        {
            this[i] = this[i - 1];
        }

        this[index] = item;
    }

    /// <summary>Removes items that have these bytes, at most so many, from the first or the last one on; returns how many there were.</summary>
    public int Remove(ReadOnlySpan<byte> bytes, long most, bool fromLast)
    {
        int removed = 0;
        for (int i = 0; i < Count; i++)
        {
            int place = fromLast ? Count - 1 - i : i;
            if (removed < most && this[place].AsSpan().SequenceEqual(bytes))
            {
                removed++;
            }
            else
            {
                this[fromLast ? place + removed : place - removed] = this[place];
            }
        }

        for (int i = 0; i < removed; i++)
        {
            _ = fromLast ? RemoveFirst() : RemoveLast();
        }

        return removed;
    }

    /// <summary>Removes what is before one index, and from another on.</summary>
    public void Trim(int first, int end)
    {
        while (Count > end)
        {
            RemoveLast();
        }

        for (int i = 0; i < first; i++)
        {
            RemoveFirst();
        }
    }

    public KeyspaceList Copy()
    {
        KeyspaceList copy = new();
        for (int i = 0; i < Count; i++)
        {
            copy.Add(this[i], atLast: true);
        }

        return copy;
    }

    private void MakeRoom()
    {
        if (Count == _items.Length)
        {
            Resize(2 * Count);
        }
    }

    private void ShrinkWhenSparse()
    {
        if (_items.Length > MinCapacity && Count < _items.Length / 4)
        {
            Resize(_items.Length / 2);
        }
    }

    private void Resize(int capacity)
    {
        byte[][] items = new byte[capacity][];
        for (int i = 0; i < Count; i++)
        {
            items[i] = this[i];
        }

        _items = items;
        _head = 0;
    }
}
