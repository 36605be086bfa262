using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands that take members of a set by chance, each as likely as the others.</summary>
internal static class RandomMemberCommands
{
    /// <summary>The most members that one command may take again and again: its reply is made while the keys are locked, before any limit of replies sees it.</summary>
    private const int MaxRepeated = 1 << 20;

    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Write("spop", 1, AnyNumber, Pop),
        Read("srandmember", 1, AnyNumber, Choose),
    ];

    private static KeyspaceReply Pop(KeyspaceTable table, KeyspaceArguments arguments)
    {
        ThrowIfMoreThanCount(arguments);
        string key = arguments.Key(0);
        long? count = arguments.Count == 2 ? arguments.Positive(1) : null;
        if (table.Get<KeyspaceSet>(key) is not { } set || count == 0)
        {
            return count is null ? KeyspaceReply.Null : KeyspaceReply.FromSet([]);
        }

        KeyspaceReply[] popped = new KeyspaceReply[Math.Min(count ?? 1, set.Count)];
        for (int i = 0; i < popped.Length; i++)
        {
            ByteString member = set.Random(Random.Shared).Key;
            set.Remove(member);
            popped[i] = Replies.Text(member);
        }

        table.Changed(key);
        return count is null ? popped[0] : KeyspaceReply.FromSet(popped);
    }

    private static KeyspaceReply Choose(KeyspaceTable table, KeyspaceArguments arguments)
    {
        ThrowIfMoreThanCount(arguments);
        long? count = arguments.Count == 2 ? arguments.SignedCount(1) : null;
        KeyspaceSet? set = table.Get<KeyspaceSet>(arguments.Key(0));
        if (count is not { } several)
        {
            return set is null ? KeyspaceReply.Null : Replies.Text(set.Random(Random.Shared).Key);
        }

        if (several < -MaxRepeated)
        {
            throw new KeyspaceException($"ERR value is out of range, a member is repeated at most {MaxRepeated} times");
        }

        return set is null ? Replies.Empty : KeyspaceReply.FromArray(several < 0 ? Repeated(set, (int)-several) : Distinct(set, several));
    }

    private static KeyspaceReply[] Repeated(KeyspaceSet set, int count)
    {
        KeyspaceReply[] chosen = new KeyspaceReply[count];
        for (int i = 0; i < chosen.Length; i++)
        {
            chosen[i] = Replies.Text(set.Random(Random.Shared).Key);
        }

        return chosen;
    }

    private static KeyspaceReply[] Distinct(KeyspaceSet set, long count)
    {
        if (count > set.Count / 2)
        {
            ByteString[] members = [.. set.Members];
            Random.Shared.Shuffle(members);
            return [.. members.Take((int)Math.Min(count, set.Count)).Select(Replies.Text)];
        }

        // Most that come by chance are new.
        HashSet<ByteString> chosen = [];
        while (chosen.Count < count)
        {
            chosen.Add(set.Random(Random.Shared).Key);
        }

        return [.. chosen.Select(Replies.Text)];
    }

    private static void ThrowIfMoreThanCount(KeyspaceArguments arguments)
    {
        if (arguments.Count > 2)
        {
            throw KeyspaceError.Syntax();
        }
    }
}
