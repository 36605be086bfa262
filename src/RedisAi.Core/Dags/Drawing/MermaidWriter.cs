using System.Globalization;
using System.Text;

namespace RedisAi.Dags.Drawing;

/// <summary>Writes a picture as a flowchart of Mermaid.</summary>
internal sealed class MermaidWriter
{
    private const string Indent = "    ";

    private readonly StringBuilder _text = new("flowchart TB\n");

    private MermaidWriter()
    {
    }

    public static string Write(Scene scene)
    {
        MermaidWriter writer = new();
        writer.WriteItems(scene.Root, Indent);
        foreach (SceneLink link in scene.Links)
        {
            writer.Write(link);
        }

        return writer._text.ToString();
    }

    private void WriteItems(SceneFrame frame, string indent)
    {
        foreach (SceneItem item in frame.Items)
        {
            if (item is SceneFrame inner)
            {
                _text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph n{inner.Id}[\"{Escape(inner.Title)}\"]\n");
                WriteItems(inner, indent + Indent);
                _text.Append(CultureInfo.InvariantCulture, $"{indent}end\n");
            }
            else if (item is SceneBox box)
            {
                (string open, string close) = ShapeOf(box.Kind);
                string detail = box.Detail.Length == 0 ? "" : $"<br/>{Escape(box.Detail)}";
                _text.Append(CultureInfo.InvariantCulture, $"{indent}n{box.Id}{open}\"{Escape(box.Name)}{detail}\"{close}\n");
            }
        }
    }

    private void Write(SceneLink link)
    {
        string arrow = link.IsDashed ? "-.->" : "-->";
        string label = link.Label.Length == 0 ? "" : $"|\"{Escape(link.Label)}\"|";
        _text.Append(CultureInfo.InvariantCulture, $"{Indent}n{link.From.Id} {arrow}{label} n{link.To.Id}\n");
    }

    private static (string Open, string Close) ShapeOf(string kind) => kind switch
    {
        "input" => ("([", "])"),
        "load" => ("[(", ")]"),
        "model" => ("[[", "]]"),
        "script" => ("[/", "/]"),
        "map" => ("{{", "}}"),
        "if" => ("{", "}"),
        "output" => (">", "]"),
        "persist" => ("[\\", "/]"),
        "value" => ("(", ")"),
        _ => ("[", "]"),
    };

    /// <summary>Text within quotes: whatever might mean something to Mermaid, to Markdown or to HTML is written as the number of its character.</summary>
    private static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune))
            {
                escaped.Append(' ');
            }
            else if (rune.Value == '.' && IsNumber(escaped))
            {
                // Markdown would begin a list.
                escaped.Append("#46;");
            }
            else if (Rune.IsLetterOrDigit(rune) || " .,:/()[]{}=×".Contains(rune.ToString(), StringComparison.Ordinal) || (rune.Value is '-' or '_' && escaped.Length > 0))
            {
                escaped.Append(rune);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
            }
        }

        return escaped.ToString();
    }

    private static bool IsNumber(StringBuilder text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
