namespace RedisAi.Keyspace;

/// <summary>The options of SET and GETEX, as far as each has them.</summary>
internal struct TextOptions
{
    private ExpiryUnit? _unit;
    private int _time;

    public bool OnlyAbsent { get; private set; }

    public bool OnlyPresent { get; private set; }

    public bool Gets { get; private set; }

    public bool KeepsExpiry { get; private set; }

    public bool Persists { get; private set; }

    public readonly bool Expires => _unit is not null;

    public static TextOptions OfSet(KeyspaceArguments arguments)
    {
        TextOptions options = default;
        for (int i = 2; i < arguments.Count; i++)
        {
            if (arguments.Is(i, "NX") && !options.OnlyPresent)
            {
                options.OnlyAbsent = true;
            }
            else if (arguments.Is(i, "XX") && !options.OnlyAbsent)
            {
                options.OnlyPresent = true;
            }
            else if (arguments.Is(i, "GET"))
            {
                options.Gets = true;
            }
            else if (arguments.Is(i, "KEEPTTL") && !options.Expires)
            {
                options.KeepsExpiry = true;
            }
            else
            {
                options.TakeExpiry(arguments, ref i);
            }
        }

        return options;
    }

    public static TextOptions OfGetEx(KeyspaceArguments arguments)
    {
        TextOptions options = default;
        for (int i = 1; i < arguments.Count; i++)
        {
            if (arguments.Is(i, "PERSIST") && !options.Expires)
            {
                options.Persists = true;
            }
            else
            {
                options.TakeExpiry(arguments, ref i);
            }
        }

        return options;
    }

    /// <summary>When the key vanishes; null for never. Options are read as a whole before their time is looked at.</summary>
    /// <exception cref="KeyspaceException">There is no such time.</exception>
    public readonly long? Expiry(KeyspaceTable table, KeyspaceArguments arguments, string command) =>
        _unit is { } unit ? unit.ExpiryOfWrite(table.Clock, arguments.Integer(_time), command) : null;

    private void TakeExpiry(KeyspaceArguments arguments, ref int place)
    {
        ExpiryUnit? unit = ExpiryUnit.Of(arguments, place);
        if (unit is null || (_unit is not null && _unit != unit) || KeepsExpiry || Persists || place + 1 == arguments.Count)
        {
            throw KeyspaceError.Syntax();
        }

        _unit = unit;
        _time = ++place;
    }
}
