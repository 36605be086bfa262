using System.Globalization;
using System.Text;
using RedisAi.Testing.Redis;

namespace RedisAi.Tests.Keyspace;

/// <summary>What replies of the keyspace become on the wire.</summary>
internal static class RespReplies
{
    /// <summary>What a reply of the keyspace becomes in a version of the protocol.</summary>
    public static RespReply Of(KeyspaceReply reply, int protocol) => reply.Kind switch
    {
        KeyspaceReplyKind.Text => new RespReply(reply.IsStatus ? '+' : '$', Encoding.Latin1.GetString(reply.Bytes.Span)),
        KeyspaceReplyKind.Integer => new RespReply(':', reply.Integer.ToString(CultureInfo.InvariantCulture)),
        KeyspaceReplyKind.Array => new RespReply(protocol == 2 ? '*' : reply.IsMap ? '%' : reply.IsSet ? '~' : '*', "", [.. reply.Items.Select(item => Of(item, protocol))]),
        _ => new RespReply(reply.IsNullArray && protocol == 2 ? '0' : '_', ""),
    };
}
