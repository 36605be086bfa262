namespace RedisAi.Keyspace;

/// <summary>SET with its options NX, XX, GET, KEEPTTL, EX and PX.</summary>
internal ref struct SetCommand
{
    private bool _onlyAbsent;
    private bool _onlyPresent;
    private bool _get;
    private bool _keepExpiry;
    private long? _expiresAt;

    public static KeyspaceReply Execute(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        SetCommand command = default;
        command.Parse(table, arguments[2..]);
        return command.Apply(table, arguments[0], arguments[1]);
    }

    private void Parse(KeyspaceTable table, ReadOnlySpan<string> options)
    {
        for (int i = 0; i < options.Length; i++)
        {
            switch (options[i].ToUpperInvariant())
            {
                case "NX" when !_onlyPresent:
                    _onlyAbsent = true;
                    break;
                case "XX" when !_onlyAbsent:
                    _onlyPresent = true;
                    break;
                case "GET":
                    _get = true;
                    break;
                case "KEEPTTL" when _expiresAt is null:
                    _keepExpiry = true;
                    break;
                case "EX" or "PX" when _expiresAt is null && !_keepExpiry && i + 1 < options.Length:
                    _expiresAt = Expiry(table, options[i], options[i + 1]);
                    i++;
                    break;
                default:
                    throw KeyspaceError.Syntax();
            }
        }
    }

    private static long Expiry(KeyspaceTable table, string option, string time)
    {
        long expiresAt = KeyCommands.ExpiryOf(table, time, "set", option.Equals("EX", StringComparison.OrdinalIgnoreCase) ? 1000 : 1);
        return expiresAt > table.Now ? expiresAt : throw KeyspaceError.BadExpiry("set");
    }

    private readonly KeyspaceReply Apply(KeyspaceTable table, string key, string value)
    {
        KeyspaceReply before = _get ? StringCommands.TextOrNull(table.Get<string>(key)) : StringCommands.Ok;
        KeyspaceEntry? present = table.Find(key);
        if (present is null ? _onlyPresent : _onlyAbsent)
        {
            return _get ? before : KeyspaceReply.Null;
        }

        table.Set(key, value).ExpiresAt = _keepExpiry ? present?.ExpiresAt : _expiresAt;
        return before;
    }
}
