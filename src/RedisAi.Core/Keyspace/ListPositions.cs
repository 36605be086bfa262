namespace RedisAi.Keyspace;

/// <summary>LPOS with its options RANK, COUNT and MAXLEN.</summary>
internal struct ListPositions
{
    private long _rank;
    private long? _count;
    private long _maxLength;

    public static KeyspaceReply Execute(KeyspaceTable table, KeyspaceArguments arguments)
    {
        ListPositions options = new() { _rank = 1 };
        options.Parse(arguments);
        List<KeyspaceReply> found = table.Get<KeyspaceList>(arguments.Key(0)) is { } list ? options.Find(list, arguments[1]) : [];
        if (options._count is null)
        {
            return found.Count == 0 ? KeyspaceReply.Null : found[0];
        }

        return KeyspaceReply.FromArray(found);
    }

    private void Parse(KeyspaceArguments arguments)
    {
        for (int i = 2; i < arguments.Count; i += 2)
        {
            if (i + 1 == arguments.Count)
            {
                throw KeyspaceError.Syntax();
            }

            if (arguments.Is(i, "RANK"))
            {
                _rank = arguments.SignedCount(i + 1);
                if (_rank == 0)
                {
                    throw new KeyspaceException(
                        "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list");
                }
            }
            else if (arguments.Is(i, "COUNT"))
            {
                _count = arguments.Positive(i + 1, "ERR COUNT can't be negative");
            }
            else if (arguments.Is(i, "MAXLEN"))
            {
                _maxLength = arguments.Positive(i + 1, "ERR MAXLEN can't be negative");
            }
            else
            {
                throw KeyspaceError.Syntax();
            }
        }
    }

    private readonly List<KeyspaceReply> Find(KeyspaceList list, ReadOnlySpan<byte> item)
    {
        List<KeyspaceReply> found = [];
        long toSkip = Math.Abs(_rank) - 1;
        long most = _count switch { null => 1, 0 => long.MaxValue, { } count => count };
        long end = _maxLength == 0 ? list.Count : Math.Min(_maxLength, list.Count);
        for (int i = 0; i < end && found.Count < most; i++)
        {
            int place = _rank > 0 ? i : list.Count - 1 - i;
            if (list[place].AsSpan().SequenceEqual(item) && toSkip-- <= 0)
            {
                found.Add(KeyspaceReply.FromInteger(place));
            }
        }

        return found;
    }
}
