using RedisAi.Client.Protocol;

namespace RedisAi.Client.Replies;

/// <summary>A script as AI.SCRIPTGET answers it.</summary>
/// <param name="Device">The device as it was typed.</param>
/// <param name="Tag">The user's own text.</param>
/// <param name="EntryPoints">The functions that SCRIPTSTORE has named; none for those of SCRIPTSET, and of early versions.</param>
/// <param name="Source">The text.</param>
internal sealed record WireScript(string Device, string Tag, IReadOnlyList<string> EntryPoints, ReadOnlyMemory<byte> Source)
{
    private static readonly string[] s_labels = ["device", "tag", "Entry Points", "source"];

    // What RedisAI answered before it had labels.
    private static readonly string[][] s_layouts = [["device", "source"], ["device", "tag", "source"]];

    /// <exception cref="ReplyException">It is no script.</exception>
    public static WireScript Parse(RespReply reply)
    {
        ReplyFields fields = new(reply, s_labels, s_layouts);
        return new WireScript(fields["device"].Text, fields.Text("tag"), fields.Texts("Entry Points"), fields["source"].Bytes);
    }

    /// <summary>The command that stores it: without entry points only the deprecated one can.</summary>
    public RespCommand Store(ReadOnlyMemory<byte> key)
    {
        RespCommand command = RespCommand.Of(EntryPoints.Count == 0 ? "AI.SCRIPTSET" : "AI.SCRIPTSTORE", key).Add(Device, "TAG", Tag);
        if (EntryPoints.Count > 0)
        {
            command.Add("ENTRY_POINTS").Add(EntryPoints.Count).Add(EntryPoints);
        }

        return command.Add("SOURCE").Add(Source);
    }
}
