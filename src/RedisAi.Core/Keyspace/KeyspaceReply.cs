namespace RedisAi;

/// <summary>What a keyspace answers to a command. Immutable.</summary>
public readonly struct KeyspaceReply : IEquatable<KeyspaceReply>
{
    private readonly object? _value;
    private readonly long _integer;

    private KeyspaceReply(KeyspaceReplyKind kind, object? value, long integer)
    {
        Kind = kind;
        _value = value;
        _integer = integer;
    }

    /// <summary>Gets the reply that says there is nothing; also the default value.</summary>
    public static KeyspaceReply Null => default;

    /// <summary>Gets what kind of reply this is.</summary>
    public KeyspaceReplyKind Kind { get; }

    /// <summary>Gets whether this is <see cref="Null"/>.</summary>
    public bool IsNull => Kind == KeyspaceReplyKind.Null;

    /// <summary>Gets the text.</summary>
    /// <exception cref="InvalidOperationException">The reply is of another kind.</exception>
    public string Text => Kind == KeyspaceReplyKind.Text ? (string)_value! : throw Not(KeyspaceReplyKind.Text);

    /// <summary>Gets the number.</summary>
    /// <exception cref="InvalidOperationException">The reply is of another kind.</exception>
    public long Integer => Kind == KeyspaceReplyKind.Integer ? _integer : throw Not(KeyspaceReplyKind.Integer);

    /// <summary>Gets the replies that this one consists of.</summary>
    /// <exception cref="InvalidOperationException">The reply is of another kind.</exception>
    public IReadOnlyList<KeyspaceReply> Items =>
        Kind == KeyspaceReplyKind.Array ? (IReadOnlyList<KeyspaceReply>)_value! : throw Not(KeyspaceReplyKind.Array);

    /// <summary>Makes a reply that is a text.</summary>
    /// <param name="text">The text.</param>
    public static KeyspaceReply FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new KeyspaceReply(KeyspaceReplyKind.Text, text, 0);
    }

    /// <summary>Makes a reply that is a number.</summary>
    /// <param name="value">The number.</param>
    public static KeyspaceReply FromInteger(long value) => new(KeyspaceReplyKind.Integer, null, value);

    /// <summary>Makes a reply of several replies.</summary>
    /// <param name="items">The replies; kept, not copied.</param>
    public static KeyspaceReply FromArray(IReadOnlyList<KeyspaceReply> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new KeyspaceReply(KeyspaceReplyKind.Array, items, 0);
    }

    /// <inheritdoc/>
    public bool Equals(KeyspaceReply other) => Kind == other.Kind && Kind switch
    {
        KeyspaceReplyKind.Text => Text == other.Text,
        KeyspaceReplyKind.Integer => _integer == other._integer,
        KeyspaceReplyKind.Array => Items.SequenceEqual(other.Items),
        _ => true,
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KeyspaceReply other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind == KeyspaceReplyKind.Array ? HashCode.Combine(Kind, Items.Count) : HashCode.Combine(Kind, _value, _integer);

    /// <summary>Returns the reply as <c>redis-cli</c> writes it, on one line: <c>(nil)</c>, <c>"text"</c>, <c>(integer) 3</c>, <c>["a", (nil)]</c>.</summary>
    public override string ToString() => Kind switch
    {
        KeyspaceReplyKind.Text => $"\"{Text}\"",
        KeyspaceReplyKind.Integer => $"(integer) {_integer}",
        KeyspaceReplyKind.Array => $"[{string.Join(", ", Items)}]",
        _ => "(nil)",
    };

    /// <summary>Says whether two replies are the same.</summary>
    /// <param name="left">One reply.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(KeyspaceReply left, KeyspaceReply right) => left.Equals(right);

    /// <summary>Says whether two replies differ.</summary>
    /// <param name="left">One reply.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(KeyspaceReply left, KeyspaceReply right) => !left.Equals(right);

    private InvalidOperationException Not(KeyspaceReplyKind asked) => new($"The reply is of the kind {Kind}, not {asked}.");
}
