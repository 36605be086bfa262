using System.Globalization;
using System.Text;

namespace RedisAi.Server.Tests.Ai;

/// <summary>A reply as RESP2 has it.</summary>
/// <param name="Kind">The first character of its kind: <c>+ - : $ *</c>; <c>_</c> for none.</param>
/// <param name="Text">What it says; bytes as <see cref="Keyspace.LosslessText"/> makes texts of them.</param>
/// <param name="Items">The replies in an array.</param>
internal sealed record Reply(char Kind, string Text, IReadOnlyList<Reply> Items)
{
    public static Reply None { get; } = new('_', "", []);

    public static Reply Status(string text) => new('+', text, []);

    public static Reply Error(string text) => new('-', text, []);

    public static Reply Integer(long value) => new(':', value.ToString(CultureInfo.InvariantCulture), []);

    public static Reply Bulk(string text) => new('$', text, []);

    public static Reply Array(params IReadOnlyList<Reply> items) => new('*', "", items);

    public override string ToString()
    {
        StringBuilder text = new();
        Append(text);
        return text.ToString();
    }

    private void Append(StringBuilder text)
    {
        text.Append(Kind);
        if (Kind != '*')
        {
            text.Append(Escaped(Text));
            return;
        }

        text.Append(Items.Count).Append('[');
        for (int i = 0; i < Items.Count; i++)
        {
            text.Append(i > 0 ? " " : "");
            Items[i].Append(text);
        }

        text.Append(']');
    }

    /// <summary>Nothing but what can be printed.</summary>
    private static string Escaped(string text) => string.Concat(text.Select(static character =>
        character is >= ' ' and <= '~' ? $"{character}" : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")));
}
