using System.Text;
using System.Text.RegularExpressions;
using RedisAi.Backends;

namespace RedisAi.FuzzHost.Endpoint;

/// <summary>Stands where a native runtime is otherwise, which damaged models end: it knows <c>MODEL21</c>, a model of two inputs and one output, and scripts of lines like <c>def echo()</c>.</summary>
/// <param name="name">The name of the runtime.</param>
internal sealed partial class StandInBackend(string name) : IScriptBackend
{
    private const string Mark = "MODEL";

    public string Name => name;

    public bool Recognizes(ModelContent content) => false;

    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        string text = Encoding.Latin1.GetString(content.Head.Span);
        return text.Length == Mark.Length + 2 && text.StartsWith(Mark, StringComparison.Ordinal) && text[^2] is > '0' and <= '9' && text[^1] is > '0' and <= '9'
            ? new StandInModel(text[^2] - '0', text[^1] - '0')
            : throw new ModelLoadException($"It is no {Mark}.");
    }

    public IScriptSession Compile(ScriptContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        string[] functions = [.. Definition().Matches(content.Text).Select(static match => match.Groups["name"].Value).Distinct()];
        return functions.Length > 0 ? new StandInScript(functions) : throw new ScriptCompilationException("expected def");
    }

    public void Dispose()
    {
    }

    [GeneratedRegex(@"^def (?<name>\w+)\(\)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Definition();
}
