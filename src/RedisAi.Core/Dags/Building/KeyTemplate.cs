using System.Text;

namespace RedisAi.Dags.Building;

/// <summary>A key with placeholders, <c>{name}</c>, that each run fills in; <c>{{</c> and <c>}}</c> stand for braces.</summary>
internal sealed class KeyTemplate
{
    /// <summary>The placeholder that the session of the call fills.</summary>
    public const string Session = "session";

    // Texts at even places, names of placeholders at odd ones.
    private readonly string[] _parts;

    private KeyTemplate(string text, string[] parts) => (Text, _parts) = (text, parts);

    public string Text { get; }

    public bool HasPlaceholders => _parts.Length > 1;

    /// <summary>The names of the placeholders.</summary>
    public IEnumerable<string> Names => _parts.Where(static (_, place) => place % 2 == 1).Distinct();

    /// <exception cref="FormatException">A brace stands alone, or a placeholder has no name, or one with a blank.</exception>
    public static KeyTemplate Parse(string text)
    {
        List<string> parts = [];
        StringBuilder part = new();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is not ('{' or '}'))
            {
                part.Append(c);
            }
            else if (i + 1 < text.Length && text[i + 1] == c)
            {
                part.Append(c);
                i++;
            }
            else if (c == '{' && text.AsSpan(i + 1).IndexOfAny('{', '}') is var length and > 0 && text[i + 1 + length] == '}')
            {
                string name = text.Substring(i + 1, length);
                if (name.Any(char.IsWhiteSpace))
                {
                    throw new FormatException($"The key '{text}' has a blank within {{{name}}}; write {{{string.Concat(name.Where(static c => !char.IsWhiteSpace(c)))}}}.");
                }

                parts.Add(part.ToString());
                parts.Add(name);
                part.Clear();
                i += length + 1;
            }
            else
            {
                throw new FormatException($"The key '{text}' has a brace at {i} that begins no placeholder such as {{session}}; write {{{{ and }}}} for braces.");
            }
        }

        parts.Add(part.ToString());
        return new KeyTemplate(text, [.. parts]);
    }

    /// <summary>The key for one run.</summary>
    /// <param name="valueOf">The value of a placeholder, or null when the run gives none.</param>
    /// <exception cref="ArgumentException">A placeholder has no value.</exception>
    public string Fill(Func<string, string?> valueOf)
    {
        if (!HasPlaceholders)
        {
            return _parts[0];
        }

        StringBuilder key = new();
        for (int i = 0; i < _parts.Length; i++)
        {
            key.Append(i % 2 == 0 ? _parts[i] : valueOf(_parts[i])
                ?? throw new ArgumentException($"The run gives no value for {{{_parts[i]}}} of the key '{Text}': {(_parts[i] == Session ? "set InferenceOptions.Session" : "set it in DagRunOptions.Arguments")}."));
        }

        return key.ToString();
    }
}
