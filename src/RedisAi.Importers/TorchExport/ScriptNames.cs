using System.Globalization;

namespace RedisAi.Importers.TorchExport;

/// <summary>Names of variables: those of the graph where they can be variables, so that messages of libtorch tell the node.</summary>
/// <remarks>Nothing else of a file's names gets into the source, so that no name can be code.</remarks>
internal sealed class ScriptNames
{
    private const int MaxLength = 200;

    /// <summary>Python's own words, and what the source here calls by name.</summary>
    private static readonly HashSet<string> s_reserved = new(StringComparer.Ordinal)
    {
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
        "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
        "self", "torch", "ops", "getattr", "hasattr", "isinstance", "annotate", "CONSTANTS", "fork", "print", "Tensor", "List", "Dict", "Tuple", "Optional", "int", "float", "bool", "str",
        "max", "min", "inf", "nan", "infj", "nanj", "len", "range", "uninitialized", "unchecked_cast",
    };

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Says whether a name is one that source may have: letters, digits and underscores, and no digit first.</summary>
    public static bool IsIdentifier(string name) =>
        name.Length is > 0 and <= MaxLength && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>Makes a variable that no other call has got.</summary>
    public string Create(string wanted)
    {
        string name = IsIdentifier(wanted) && !wanted.StartsWith("rpc_", StringComparison.Ordinal) ? wanted : "value";
        if (!s_reserved.Contains(name) && _used.Add(name))
        {
            return name;
        }

        int count = _counts.GetValueOrDefault(name);
        string numbered;
        do
        {
            numbered = string.Create(CultureInfo.InvariantCulture, $"{name}_{++count}");
        }
        while (!_used.Add(numbered));
        _counts[name] = count;
        return numbered;
    }
}
