using RedisAi.Server.Protocol;

namespace RedisAi.Server.Keys;

/// <summary>Writes what the keyspace has answered.</summary>
internal static class KeyspaceReplies
{
    public static void Write(this IReplyWriter writer, KeyspaceReply reply)
    {
        switch (reply.Kind)
        {
            case KeyspaceReplyKind.Text when reply.IsStatus:
                writer.Status(reply.Text);
                break;
            case KeyspaceReplyKind.Text:
                writer.Bulk(reply.Bytes.Span);
                break;
            case KeyspaceReplyKind.Integer:
                writer.Integer(reply.Integer);
                break;
            case KeyspaceReplyKind.Array:
                Begin(writer, reply);
                foreach (KeyspaceReply item in reply.Items)
                {
                    Write(writer, item);
                }

                break;
            default:
                if (reply.IsNullArray)
                {
                    writer.NullArray();
                }
                else
                {
                    writer.Null();
                }

                break;
        }
    }

    private static void Begin(IReplyWriter writer, KeyspaceReply reply)
    {
        if (reply.IsMap)
        {
            writer.Map(reply.Items.Count / 2);
        }
        else if (reply.IsSet)
        {
            writer.Set(reply.Items.Count);
        }
        else
        {
            writer.Array(reply.Items.Count);
        }
    }
}
