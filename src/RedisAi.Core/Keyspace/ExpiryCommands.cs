using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands on when keys vanish, whatever is under them.</summary>
internal static class ExpiryCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Write("expire", 2, AnyNumber, static (table, arguments) => Expire(table, arguments, ExpiryUnit.FromNowSeconds, "expire")),
        Write("pexpire", 2, AnyNumber, static (table, arguments) => Expire(table, arguments, ExpiryUnit.FromNowMilliseconds, "pexpire")),
        Write("expireat", 2, AnyNumber, static (table, arguments) => Expire(table, arguments, ExpiryUnit.UnixSeconds, "expireat")),
        Write("pexpireat", 2, AnyNumber, static (table, arguments) => Expire(table, arguments, ExpiryUnit.UnixMilliseconds, "pexpireat")),
        Write("persist", 1, 1, Persist),
        Read("ttl", 1, 1, static (table, arguments) => Tell(table, arguments, ExpiryUnit.FromNowSeconds)),
        Read("pttl", 1, 1, static (table, arguments) => Tell(table, arguments, ExpiryUnit.FromNowMilliseconds)),
        Read("expiretime", 1, 1, static (table, arguments) => Tell(table, arguments, ExpiryUnit.UnixSeconds)),
        Read("pexpiretime", 1, 1, static (table, arguments) => Tell(table, arguments, ExpiryUnit.UnixMilliseconds)),
    ];

    private static KeyspaceReply Expire(KeyspaceTable table, KeyspaceArguments arguments, ExpiryUnit unit, string command)
    {
        ExpiryCondition condition = ExpiryCondition.Of(arguments);
        string key = arguments.Key(0);
        long expiresAt = unit.Expiry(table.Clock, arguments.Integer(1), command);
        if (!table.All.TryGetExpiry(key, out long? present) || !condition.Allows(present, expiresAt))
        {
            return Replies.Flag(false);
        }

        table.All.SetExpiry(key, expiresAt);
        return Replies.Flag(true);
    }

    private static KeyspaceReply Persist(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        bool expires = table.All.TryGetExpiry(key, out long? expiresAt) && expiresAt is not null;
        if (expires)
        {
            table.All.SetExpiry(key, null);
        }

        return Replies.Flag(expires);
    }

    /// <summary>When a key vanishes, rounded as Redis does; -1 for never, -2 when there is no such key.</summary>
    private static KeyspaceReply Tell(KeyspaceTable table, KeyspaceArguments arguments, ExpiryUnit unit)
    {
        if (!table.All.TryGetExpiry(arguments.Key(0), out long? expiresAt))
        {
            return KeyspaceReply.FromInteger(-2);
        }

        if (expiresAt is not { } at)
        {
            return KeyspaceReply.FromInteger(-1);
        }

        long milliseconds = unit.IsTimeOfDay ? table.Clock.ToUnix(at) : Math.Max(0, at - table.Clock.Now);
        return KeyspaceReply.FromInteger((milliseconds + (unit.Milliseconds / 2)) / unit.Milliseconds);
    }
}
