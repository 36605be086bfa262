using System.Globalization;

namespace RedisAi.Importers.TorchExport;

/// <summary>Functions of Python on the sizes of tensors, and how TorchScript writes them.</summary>
internal static class SymbolicOperators
{
    /// <summary>Each sum is a level of the parser's tree.</summary>
    private const int MaxTerms = 200;

    private static readonly Dictionary<string, (int Arguments, string Format)> s_formats = new(StringComparer.Ordinal)
    {
        ["_operator.add"] = (2, "{0} + {1}"),
        ["_operator.sub"] = (2, "{0} - {1}"),
        ["_operator.mul"] = (2, "{0} * {1}"),
        ["_operator.floordiv"] = (2, "{0} // {1}"),
        ["_operator.truediv"] = (2, "{0} / {1}"),

        // The remainder of TorchScript ends the process where the divisor is 0, which an empty input may make it; this quotient is an error.
        ["_operator.mod"] = (2, "{0} - ({0} // {1}) * {1}"),
        ["_operator.pow"] = (2, "{0} ** {1}"),
        ["_operator.neg"] = (1, "-{0}"),
        ["_operator.pos"] = (1, "{0}"),
        ["_operator.eq"] = (2, "{0} == {1}"),
        ["_operator.ne"] = (2, "{0} != {1}"),
        ["_operator.lt"] = (2, "{0} < {1}"),
        ["_operator.le"] = (2, "{0} <= {1}"),
        ["_operator.gt"] = (2, "{0} > {1}"),
        ["_operator.ge"] = (2, "{0} >= {1}"),
        ["_operator.and_"] = (2, "{0} and {1}"),
        ["_operator.or_"] = (2, "{0} or {1}"),
        ["_operator.not_"] = (1, "not {0}"),
        ["torch.sym_not"] = (1, "not {0}"),
        ["torch.sym_max"] = (2, "max({0}, {1})"),
        ["torch.sym_min"] = (2, "min({0}, {1})"),
        ["torch.sym_int"] = (1, "int({0})"),
        ["torch.sym_float"] = (1, "float({0})"),
        ["torch.sym_ite"] = (3, "{1} if {0} else {2}"),
        ["torch._sym_sqrt"] = (1, "torch.sqrt({0})"),
        ["torch.sym_sqrt"] = (1, "torch.sqrt({0})"),
        ["math.trunc"] = (1, "int({0})"),
        ["math.floor"] = (1, "torch.floor({0})"),
        ["math.ceil"] = (1, "torch.ceil({0})"),
    };

    /// <summary>Writes a function as an expression, or returns null where it is not known.</summary>
    public static string? Write(JsonPart node, string target, ArgumentText arguments, GraphScope scope)
    {
        if (target == "torch.sym_sum")
        {
            return WriteSum(node, scope);
        }

        if (!s_formats.TryGetValue(target, out (int Arguments, string Format) function))
        {
            return null;
        }

        // A negative number in front of a power would be read as the negative of the power.
        object[] texts = [.. node["inputs"].Items.Select(input => arguments.Of(input["arg"], scope)).Select(static text => text[0] == '-' ? $"({text})" : text)];
        return texts.Length == function.Arguments
            ? string.Format(CultureInfo.InvariantCulture, function.Format, texts)
            : throw node.Damage($"gives {texts.Length} arguments to '{target}', which takes {function.Arguments}");
    }

    private static string WriteSum(JsonPart node, GraphScope scope)
    {
        string[] terms = [.. node["inputs"].Items.SelectMany(static input => input["arg"].Choice.Value.Items).Select(term => ArgumentText.Symbolic(term, scope))];
        return terms.Length is > 0 and <= MaxTerms ? string.Join(" + ", terms) : throw node.Damage($"is a sum of {terms.Length} numbers; 1 to {MaxTerms} are supported");
    }
}
