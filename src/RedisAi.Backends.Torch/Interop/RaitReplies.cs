using System.Text;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>Lays a keyspace's reply out as the shim reads it: flat, each list before its items.</summary>
internal static unsafe class RaitReplies
{
    private const int Text = 1;
    private const int Integer = 2;
    private const int List = 3;

    /// <exception cref="EncoderFallbackException">A text holds half of a surrogate pair.</exception>
    public static RaitReply* Write(in KeyspaceReply reply, NativeArena arena)
    {
        long count = Count(in reply);
        RaitReply* first = arena.Take<RaitReply>(count);
        RaitReply* next = first;
        Write(in reply, ref next, first + count, arena);
        return first;
    }

    private static long Count(in KeyspaceReply reply)
    {
        long count = 1;
        if (reply.Kind == KeyspaceReplyKind.Array)
        {
            foreach (KeyspaceReply item in reply.Items)
            {
                count += Count(in item);
            }
        }

        return count;
    }

    private static void Write(in KeyspaceReply reply, ref RaitReply* next, RaitReply* end, NativeArena arena)
    {
        // An application's own keyspace may answer with a list that it goes on to change.
        if (next == end)
        {
            throw new InvalidOperationException("The keyspace's reply changed while it was read.");
        }

        RaitReply* written = next++;
        *written = default;
        switch (reply.Kind)
        {
            case KeyspaceReplyKind.Text:
                written->Kind = Text;
                written->Text = arena.Take(reply.Text, Utf8Text.Strict);
                break;
            case KeyspaceReplyKind.Integer:
                written->Kind = Integer;
                written->Value = reply.Integer;
                break;
            case KeyspaceReplyKind.Array:
                written->Kind = List;
                foreach (KeyspaceReply item in reply.Items)
                {
                    Write(in item, ref next, end, arena);
                    written->Value++;
                }

                break;
            default:
                break;
        }
    }
}
