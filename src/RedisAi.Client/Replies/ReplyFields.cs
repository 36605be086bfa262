using RedisAi.Client.Protocol;

namespace RedisAi.Client.Replies;

/// <summary>The fields of a reply that is a row of labels and values, or in early versions of RedisAI values alone.</summary>
internal sealed class ReplyFields
{
    private readonly Dictionary<string, RespReply> _fields = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="reply">The reply.</param>
    /// <param name="labels">The labels that are known.</param>
    /// <param name="layouts">What the values are where there are no labels; the one with as many fields as there are values counts.</param>
    /// <exception cref="ReplyException">The reply is neither.</exception>
    public ReplyFields(RespReply reply, string[] labels, params string[][] layouts)
    {
        if (reply.Kind != RespKind.Array)
        {
            throw ReplyException.Of(reply);
        }

        IReadOnlyList<RespReply> items = reply.Items;
        if (items is [{ Kind: RespKind.Bulk or RespKind.Status } first, ..] && items.Count % 2 == 0 && labels.Contains(first.Text, StringComparer.OrdinalIgnoreCase))
        {
            for (int i = 0; i < items.Count; i += 2)
            {
                _fields[items[i].Text] = items[i + 1];
            }

            return;
        }

        string[] layout = Array.Find(layouts, layout => layout.Length == items.Count) ?? throw new ReplyException($"the server answers {reply}, which is no form of RedisAI that is known");
        for (int i = 0; i < layout.Length; i++)
        {
            _fields[layout[i]] = items[i];
        }
    }

    public bool Has(string label) => _fields.ContainsKey(label);

    /// <exception cref="ReplyException">There is no such field.</exception>
    public RespReply this[string label] => _fields.TryGetValue(label, out RespReply? value) ? value : throw new ReplyException($"the server's answer has no '{label}'");

    /// <summary>A text; nothing where there is none.</summary>
    public string Text(string label) => _fields.TryGetValue(label, out RespReply? value) ? value.Text : "";

    /// <summary>A number; 0 where there is none.</summary>
    public long Number(string label) => _fields.TryGetValue(label, out RespReply? value) ? value.Number ?? 0 : 0;

    /// <summary>The texts of an array; none where there is none.</summary>
    public IReadOnlyList<string> Texts(string label) => _fields.TryGetValue(label, out RespReply? value) ? [.. value.Items.Select(static item => item.Text)] : [];
}
