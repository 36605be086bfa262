using System.Text;

namespace RedisAi.Importers.TorchExport;

/// <summary>Source text, line by line.</summary>
internal sealed class ScriptText
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line)
    {
        // Line ends of TorchScript, whatever the system's are.
        _text.Append(' ', _depth * 2).Append(line).Append('\n');
    }

    public void Indent() => _depth++;

    public void Unindent() => _depth--;

    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text.ToString());

    public override string ToString() => _text.ToString();
}
