using System.Globalization;

namespace RedisAi.Testing.Redis;

/// <summary>A reply as it goes over the wire.</summary>
/// <param name="Kind">The first character of RESP: + - : $ * % ~ or _ for null, and 0 for the null array of RESP2.</param>
/// <param name="Text">The text, each byte a character; empty for what has items.</param>
/// <param name="Items">The items; null for what has none.</param>
public sealed record RespReply(char Kind, string Text, RespReply[]? Items = null)
{
    /// <summary>The same with its items in an order that does not depend on chance; pairs stay together.</summary>
    /// <param name="step">How many items stay together: 1, or 2 for pairs.</param>
    public RespReply Sorted(int step = 1) =>
        Items is null ? this : this with { Items = [.. Items.Chunk(step).OrderBy(static part => $"{part[0]}", StringComparer.Ordinal).SelectMany(static part => part)] };

    /// <summary>Gets the reply as a number.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public long ToNumber() => Kind is ':' or '$' && long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw new FormatException($"A number was expected, and the server says {this}.");

    /// <summary>Returns the reply itself, and throws where it is an error.</summary>
    /// <exception cref="InvalidOperationException">The server refuses the command.</exception>
    public RespReply OrThrow() => Kind != '-' ? this : throw new InvalidOperationException($"The server says: {Text}");

    /// <inheritdoc/>
    public override string ToString() => Items is null ? $"{Kind}{Text}" : $"{Kind}[{string.Join(", ", Items.Select(static item => item.ToString()))}]";
}
