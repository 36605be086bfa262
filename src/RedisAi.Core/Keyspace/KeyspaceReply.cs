using System.Runtime.InteropServices;
using RedisAi.Keyspace;

namespace RedisAi;

/// <summary>What a keyspace answers to a command. Immutable.</summary>
public readonly struct KeyspaceReply : IEquatable<KeyspaceReply>
{
    // Text: a string, or the bytes of one. Array: a list of replies.
    private readonly object? _value;
    private readonly long _integer;

    private KeyspaceReply(KeyspaceReplyKind kind, object? value, long integer = 0, KeyspaceReplyForm form = KeyspaceReplyForm.Plain)
    {
        Kind = kind;
        Form = form;
        _value = value;
        _integer = integer;
    }

    /// <summary>Gets the reply that says there is nothing; also the default value.</summary>
    public static KeyspaceReply Null => default;

    /// <summary>Gets what kind of reply this is.</summary>
    public KeyspaceReplyKind Kind { get; }

    /// <summary>Gets whether this is <see cref="Null"/>.</summary>
    public bool IsNull => Kind == KeyspaceReplyKind.Null;

    /// <summary>Gets the text. A keyspace that keeps bytes makes it of them at each call; those that are no UTF-8 become halves of surrogate pairs, U+DC80 to U+DCFF.</summary>
    /// <exception cref="InvalidOperationException">The reply is of another kind.</exception>
    public string Text => Kind != KeyspaceReplyKind.Text ? throw Not(KeyspaceReplyKind.Text) : _value as string ?? LosslessText.Decode((byte[])_value!);

    /// <summary>Gets the number.</summary>
    /// <exception cref="InvalidOperationException">The reply is of another kind.</exception>
    public long Integer => Kind == KeyspaceReplyKind.Integer ? _integer : throw Not(KeyspaceReplyKind.Integer);

    /// <summary>Gets the replies that this one consists of.</summary>
    /// <exception cref="InvalidOperationException">The reply is of another kind.</exception>
    public IReadOnlyList<KeyspaceReply> Items =>
        Kind == KeyspaceReplyKind.Array ? (IReadOnlyList<KeyspaceReply>)_value! : throw Not(KeyspaceReplyKind.Array);

    /// <summary>What the reply is in Redis' protocol.</summary>
    internal KeyspaceReplyForm Form { get; }

    internal bool IsStatus => Form == KeyspaceReplyForm.Status;

    internal bool IsMap => Form == KeyspaceReplyForm.Map;

    internal bool IsSet => Form == KeyspaceReplyForm.Set;

    /// <summary>Whether it is <see cref="Null"/> in the place of an array, which RESP2 writes in another way.</summary>
    internal bool IsNullArray => Form == KeyspaceReplyForm.NullArray;

    /// <summary>The bytes of the text, which nothing changes.</summary>
    internal ReadOnlyMemory<byte> Bytes => Kind != KeyspaceReplyKind.Text ? throw Not(KeyspaceReplyKind.Text) : _value as byte[] ?? LosslessText.Encode((string)_value!);

    /// <summary>Makes a reply that is a text.</summary>
    /// <param name="text">The text.</param>
    public static KeyspaceReply FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new KeyspaceReply(KeyspaceReplyKind.Text, text);
    }

    /// <summary>Makes a reply that is a number.</summary>
    /// <param name="value">The number.</param>
    public static KeyspaceReply FromInteger(long value) => new(KeyspaceReplyKind.Integer, null, value);

    /// <summary>Makes a reply of several replies.</summary>
    /// <param name="items">The replies; kept, not copied.</param>
    public static KeyspaceReply FromArray(IReadOnlyList<KeyspaceReply> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new KeyspaceReply(KeyspaceReplyKind.Array, items);
    }

    /// <summary>Makes a reply that is a text of its bytes, which are kept and must not change any more.</summary>
    internal static KeyspaceReply FromBytes(ReadOnlyMemory<byte> bytes)
    {
        bool isWhole = MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) && segment.Count == segment.Array!.Length;
        return new KeyspaceReply(KeyspaceReplyKind.Text, isWhole ? segment.Array : bytes.ToArray());
    }

    internal static KeyspaceReply FromStatus(string text) => new(KeyspaceReplyKind.Text, text, form: KeyspaceReplyForm.Status);

    internal static KeyspaceReply FromMap(IReadOnlyList<KeyspaceReply> keysAndValues) => new(KeyspaceReplyKind.Array, keysAndValues, form: KeyspaceReplyForm.Map);

    internal static KeyspaceReply FromSet(IReadOnlyList<KeyspaceReply> members) => new(KeyspaceReplyKind.Array, members, form: KeyspaceReplyForm.Set);

    internal static KeyspaceReply NullArray() => new(KeyspaceReplyKind.Null, value: null, form: KeyspaceReplyForm.NullArray);

    /// <inheritdoc/>
    public bool Equals(KeyspaceReply other) => Kind == other.Kind && Kind switch
    {
        KeyspaceReplyKind.Text => _value is byte[] bytes && other._value is byte[] others ? bytes.AsSpan().SequenceEqual(others) : Text == other.Text,
        KeyspaceReplyKind.Integer => _integer == other._integer,
        KeyspaceReplyKind.Array => Items.SequenceEqual(other.Items),
        _ => true,
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KeyspaceReply other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind switch
    {
        KeyspaceReplyKind.Text => HashCode.Combine(Kind, Text),
        KeyspaceReplyKind.Array => HashCode.Combine(Kind, Items.Count),
        _ => HashCode.Combine(Kind, _integer),
    };

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
