using System.Globalization;
using System.Text;

namespace RedisAi.Tests.Keyspace;

/// <summary>A reply as it goes over the wire.</summary>
/// <param name="Kind">The first character of RESP: + - : $ * % ~ or _ for null, and 0 for the null array of RESP2.</param>
/// <param name="Text">The text, each byte a character; empty for what has items.</param>
/// <param name="Items">The items; null for what has none.</param>
internal sealed record RespReply(char Kind, string Text, RespReply[]? Items = null)
{
    /// <summary>What a reply of the keyspace becomes in a version of the protocol.</summary>
    public static RespReply Of(KeyspaceReply reply, int protocol) => reply.Kind switch
    {
        KeyspaceReplyKind.Text => new RespReply(reply.IsStatus ? '+' : '$', Encoding.Latin1.GetString(reply.Bytes.Span)),
        KeyspaceReplyKind.Integer => new RespReply(':', reply.Integer.ToString(CultureInfo.InvariantCulture)),
        KeyspaceReplyKind.Array => new RespReply(protocol == 2 ? '*' : reply.IsMap ? '%' : reply.IsSet ? '~' : '*', "", [.. reply.Items.Select(item => Of(item, protocol))]),
        _ => new RespReply(reply.IsNullArray && protocol == 2 ? '0' : '_', ""),
    };

    /// <summary>The same with its items in an order that does not depend on chance; pairs stay together.</summary>
    public RespReply Sorted(int step = 1) =>
        Items is null ? this : this with { Items = [.. Items.Chunk(step).OrderBy(static part => $"{part[0]}", StringComparer.Ordinal).SelectMany(static part => part)] };

    public override string ToString() => Items is null ? $"{Kind}{Text}" : $"{Kind}[{string.Join(", ", Items.Select(static item => item.ToString()))}]";
}
