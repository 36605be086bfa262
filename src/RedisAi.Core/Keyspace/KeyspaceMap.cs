using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace RedisAi.Keyspace;

/// <summary>A map that keeps the order in which its keys were added, gives random entries, and can be walked in steps while it changes.</summary>
internal class KeyspaceMap<TKey, TValue> : IKeyspaceCollection
    where TKey : notnull, IEquatable<TKey>
{
    /// <summary>Where a walk ends: behind the last hash.</summary>
    public const ulong EndOfWalk = 1UL << 32;

    private const int MinCapacity = 4;

    // The first entry of each chain, counted from 1. The upper bits of a hash choose its chain, so that chains follow each other as the
    // hashes in them do, however many chains there are.
    private int[] _chains = new int[MinCapacity];

    // In the order in which they were added, with gaps where some were removed.
    private Entry[] _entries = new Entry[MinCapacity];
    private int _used;

    public int Count { get; private set; }

    /// <summary>The entries in the order in which they were added. The map must not be changed meanwhile.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> Entries
    {
        get
        {
            for (int i = 0; i < _used; i++)
            {
                if (_entries[i].IsPresent)
                {
                    yield return _entries[i].Pair;
                }
            }
        }
    }

    private int Shift => 32 - BitOperations.Log2((uint)_chains.Length);

    /// <summary>What orders the keys of a walk.</summary>
    public static uint HashOf(TKey key) => (uint)key.GetHashCode();

    public bool Contains(TKey key) => Find(key) >= 0;

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        int place = Find(key);
        value = place >= 0 ? _entries[place].Value : default;
        return place >= 0;
    }

    /// <summary>Adds what is not there yet.</summary>
    public void Add(TKey key, TValue value)
    {
        Debug.Assert(!Contains(key), "The key is there already.");
        if (_used == _entries.Length)
        {
            Rebuild(Count > _used / 2 ? 2 * _used : _used);
        }

        Append(HashOf(key), key, value);
        Count++;
    }

    /// <summary>Gives a key that is there another value, in the same place.</summary>
    public bool TryReplace(TKey key, TValue value)
    {
        int place = Find(key);
        if (place < 0)
        {
            return false;
        }

        _entries[place].Value = value;
        return true;
    }

    public bool Remove(TKey key)
    {
        bool removed = Unlink(key);
        ShrinkWhenSparse();
        return removed;
    }

    public void RemoveWhere(Func<TValue, bool> goes)
    {
        for (int i = 0; i < _used; i++)
        {
            if (_entries[i].IsPresent && goes(_entries[i].Value))
            {
                Unlink(_entries[i].Key);
            }
        }

        ShrinkWhenSparse();
    }

    public void Clear()
    {
        (_chains, _entries) = (new int[MinCapacity], new Entry[MinCapacity]);
        (_used, Count) = (0, 0);
    }

    /// <summary>An entry by chance, each as likely as the others; there must be one.</summary>
    public KeyValuePair<TKey, TValue> Random(Random random)
    {
        // A quarter of the places or more is taken.
        int place = random.Next(_used);
        while (!_entries[place].IsPresent)
        {
            place = random.Next(_used);
        }

        return _entries[place].Pair;
    }

    /// <summary>
    /// Adds entries to a list in the order of their hashes, until it has enough of them, and returns where to go on. Whatever is added, removed or
    /// rebuilt between two steps, an entry that stays is found exactly once.
    /// </summary>
    public ulong Walk(ulong from, ulong to, long enough, List<KeyValuePair<TKey, TValue>> found)
    {
        int shift = Shift;
        ulong chain = from >> shift;
        for (; found.Count < enough && chain << shift < to; chain++)
        {
            for (int next = _chains[chain]; next != 0; next = _entries[next - 1].Next)
            {
                ref Entry entry = ref _entries[next - 1];
                if (entry.Hash >= from && entry.Hash < to)
                {
                    found.Add(entry.Pair);
                }
            }
        }

        return Math.Clamp(chain << shift, from, to);
    }

    private int Find(TKey key)
    {
        uint hash = HashOf(key);
        int place = _chains[hash >> Shift] - 1;
        while (place >= 0 && !_entries[place].Is(hash, key))
        {
            place = _entries[place].Next - 1;
        }

        return place;
    }

    private void Append(uint hash, TKey key, TValue value)
    {
        ref int first = ref _chains[hash >> Shift];
        _entries[_used++] = new Entry { Hash = hash, Key = key, Value = value, Next = first, IsPresent = true };
        first = _used;
    }

    private bool Unlink(TKey key)
    {
        uint hash = HashOf(key);
        ref int link = ref _chains[hash >> Shift];
        while (link != 0)
        {
            ref Entry entry = ref _entries[link - 1];
            if (entry.Is(hash, key))
            {
                link = entry.Next;
                entry = default;
                Count--;
                return true;
            }

            link = ref entry.Next;
        }

        return false;
    }

    private void ShrinkWhenSparse()
    {
        if (_entries.Length > MinCapacity && Count < _entries.Length / 4)
        {
            Rebuild(Math.Max(MinCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)(2 * Count))));
        }
    }

    private void Rebuild(int capacity)
    {
        (Entry[] entries, int used) = (_entries, _used);
        (_chains, _entries, _used) = (new int[capacity], new Entry[capacity], 0);
        for (int i = 0; i < used; i++)
        {
            if (entries[i].IsPresent)
            {
                Append(entries[i].Hash, entries[i].Key, entries[i].Value);
            }
        }
    }

    private struct Entry
    {
        public uint Hash;

        /// <summary>The next entry of the chain, counted from 1; 0 at its end.</summary>
        public int Next;

        public bool IsPresent;
        public TKey Key;
        public TValue Value;

        public readonly KeyValuePair<TKey, TValue> Pair => new(Key, Value);

        public readonly bool Is(uint hash, TKey key) => Hash == hash && Key.Equals(key);
    }
}
