using System.Globalization;
using RedisAi.Keyspace;

namespace RedisAi.Client.Protocol;

/// <summary>A reply of a server.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">What it says; nothing for arrays.</param>
/// <param name="Items">The replies of an array.</param>
internal sealed record RespReply(RespKind Kind, ReadOnlyMemory<byte> Bytes, IReadOnlyList<RespReply> Items)
{
    public static RespReply Null { get; } = new(RespKind.Null, default, []);

    public bool IsError => Kind == RespKind.Error;

    /// <summary>What it says, as <see cref="LosslessText"/> makes texts of bytes.</summary>
    public string Text => LosslessText.Decode(Bytes.Span);

    /// <summary>The number that it says, as an integer or as a text; null when it says none.</summary>
    public long? Number => Kind is RespKind.Integer or RespKind.Bulk && long.TryParse(Bytes.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    public static RespReply FromError(string text) => new(RespKind.Error, LosslessText.Encode(text), []);

    public static RespReply FromArray(IReadOnlyList<RespReply> items) => new(RespKind.Array, default, items);

    /// <summary>What it is, for messages.</summary>
    public override string ToString() => Kind switch
    {
        RespKind.Array => $"an array of {Items.Count}",
        RespKind.Null => "nothing",
        RespKind.Error => $"the error '{Shown.Text(Bytes.Span)}'",
        _ => $"'{Shown.Text(Bytes.Span)}'",
    };
}
