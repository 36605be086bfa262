namespace RedisAi.Backends.Torch.Interop;

/// <summary>Lays a keyspace's reply out as the shim reads it: flat, each list before its items.</summary>
internal static unsafe class RaitReplies
{
    private const int Text = 1;
    private const int Integer = 2;
    private const int List = 3;

    public static RaitReply* Write(in KeyspaceReply reply, NativeArena arena)
    {
        RaitReply* first = arena.Take<RaitReply>(Count(in reply));
        RaitReply* next = first;
        Write(in reply, ref next, arena);
        return first;
    }

    private static int Count(in KeyspaceReply reply)
    {
        int count = 1;
        if (reply.Kind == KeyspaceReplyKind.Array)
        {
            foreach (KeyspaceReply item in reply.Items)
            {
                count += Count(in item);
            }
        }

        return count;
    }

    private static void Write(in KeyspaceReply reply, ref RaitReply* next, NativeArena arena)
    {
        RaitReply* written = next++;
        *written = default;
        switch (reply.Kind)
        {
            case KeyspaceReplyKind.Text:
                written->Kind = Text;
                written->Text = arena.Take(reply.Text);
                break;
            case KeyspaceReplyKind.Integer:
                written->Kind = Integer;
                written->Value = reply.Integer;
                break;
            case KeyspaceReplyKind.Array:
                written->Kind = List;
                written->Value = reply.Items.Count;
                foreach (KeyspaceReply item in reply.Items)
                {
                    Write(in item, ref next, arena);
                }

                break;
            default:
                break;
        }
    }
}
