using System.Globalization;
using System.Text;

namespace RedisAi.FuzzHost;

/// <summary>Scripts that repeat one thing, or put it into itself, so often that whatever recurses over them needs much stack.</summary>
internal static class DeepSources
{
    /// <summary>How deep libtorch's time for what grows with the power of the depth is bearable.</summary>
    private const int MostIndices = 8;

    /// <summary>How many functions may call each other: libtorch puts each into all that call it.</summary>
    private const int MostCalls = 300;

    private const int MostDoubledCalls = 12;

    private static readonly int[] s_sizes = [10, 150, 900, 5_000];

    private static readonly (string Name, Func<int, string> Create)[] s_kinds =
    [
        ("brackets", static size => Returns(Nested("(", "x", ")", size))),
        ("brackets of lists", static size => Returns(Nested("[", "x", "]", size))),
        ("brackets of dicts", static size => Returns(Nested("{1: ", "x", "}", size))),
        ("tuples", static size => Returns(Nested("(", "x", ",)", size))),
        ("calls in calls", static size => Returns(Nested("torch.neg(", "x", ")", size))),
        ("calls of our own in calls", static size => $"def g(x):\n    return x\n\n{Returns(Nested("g(", "x", ")", size))}"),
        ("indices in indices", static size => Returns(Nested("x[", "0", "]", size < 200 ? Math.Min(size, MostIndices) : size))),
        ("indices one after the other", static size => Returns("x" + Repeated("[0]", size))),
        ("slices", static size => Returns($"x[{Repeated("0:1,", size)}]")),
        ("types in types", static size => $"def f(x: {Nested("List[", "Tensor", "]", size)}):\n    return x\n"),
        ("types in types that are returned", static size => $"def f(x) -> {Nested("Tuple[", "Tensor", "]", size)}:\n    return x\n"),
        ("optional types", static size => $"def f(x: {Nested("Optional[", "Tensor", "]", size)}):\n    return x\n"),
        ("annotated variables", static size => $"def f(x):\n    y: {Nested("List[", "Tensor", "]", size)} = []\n    return y\n"),
        ("types in comments", static size => $"def f(x):\n    # type: ({Nested("List[", "Tensor", "]", size)}) -> Tensor\n    return x\n"),
        ("sums", static size => Returns(Repeated("x + ", size) + "x")),
        ("powers", static size => Returns(Repeated("x ** ", size) + "x")),
        ("products of matrices", static size => Returns(Repeated("x @ ", size) + "x")),
        ("signs", static size => Returns(Repeated("-", size) + "x")),
        ("inversions", static size => Returns(Repeated("~", size) + "x")),
        ("nots", static size => Returns(Repeated("not ", size) + "True")),
        ("ands", static size => Returns(Repeated("True and ", size) + "True")),
        ("ors and ands", static size => Returns(Repeated("True or False and ", size) + "True")),
        ("comparisons", static size => Returns(Repeated("1 < ", size) + "2")),
        ("choices", static size => Returns(Repeated("x if True else ", size) + "x")),
        ("choices that depend", static size => Returns(Repeated("x if bool(x.sum() > 1) else ", size) + "x")),
        ("texts side by side", static size => Returns(Repeated("\"a\" ", size))),
        ("texts added", static size => Returns(Repeated("\"a\" + ", size) + "\"b\"")),
        ("methods", static size => Returns("x" + Repeated(".neg()", size))),
        ("attributes", static size => Returns("x" + Repeated(".T", size))),
        ("attributes of operators", static size => Returns("torch.ops" + Repeated(".aten", size))),
        ("elifs", static size => $"def f(x):\n    n = x.numel()\n    if n == 0:\n        n = 1\n{Numbered("    elif n == {0}:\n        n = {0}\n", size)}    return n\n"),
        ("ifs in ifs", static size => $"def f(x):\n{Indented("if bool(x.sum() > 1):", size)}return x\n    return x\n"),
        ("fors in fors", static size => $"def f(x):\n{Indented("for i in range(2):", size)}x = x + 1\n    return x\n"),
        ("whiles in whiles", static size => $"def f(x):\n{Indented("while bool(x.sum() > 1):", size)}x = x + 1\n    return x\n"),
        ("functions in functions", static size => $"{Indented("def f(x):", size)}return x\n"),
        ("lambdas", static size => Returns(Repeated("lambda x: ", size) + "x")),
        ("formatted texts", static size => Returns("f\"" + Repeated("{x}", size) + "\"")),
        ("formatted texts in each other", static size => Returns(Nested("f\"{", "x", "}\"", size))),
        ("arguments of a call", static size => Returns($"torch.cat([{Repeated("x, ", size)}])")),
        ("starred arguments", static size => Returns($"torch.add({Repeated("*x, ", size)})")),
        ("stars", static size => Returns($"torch.add({Repeated("*", size)}x)")),
        ("named arguments", static size => Returns($"torch.add(x, {Numbered("a{0}=1, ", size)})")),
        ("parameters", static size => $"def f({Numbered("p{0}, ", size)}x):\n    return x\n"),
        ("defaults", static size => $"def f(x, n: int = {Repeated("-", size)}1):\n    return x\n"),
        ("statements", static size => $"def f(x):\n{Repeated("    x = x + 1\n", size)}    return x\n"),
        ("assignments in a row", static size => $"def f(x):\n    {Repeated("y = ", size)}x\n    return y\n"),
        ("targets of an assignment", static size => $"def f(x):\n    {Repeated("a, ", size)}b = x\n    return b\n"),
        ("targets in brackets", static size => $"def f(x):\n    {Nested("(", "a", ",)", size)} = x\n    return a\n"),
        ("functions", static size => Numbered("def f{0}(x):\n    return x\n", size)),
        ("functions that call the one before", static size => $"def f0(x):\n    return x + 1\n{Calls(Math.Min(size, MostCalls), "f{1}(x)")}"),
        ("functions that call the one before twice", static size => $"def f0(x):\n    return x + 1\n{Calls(Math.Min(size, MostDoubledCalls), "f{1}(f{1}(x))")}"),
        ("functions that call the one after", static size => CallsAhead(Math.Min(size, MostCalls))),
        ("decorators", static size => $"{Repeated("@torch.jit.export\n", size)}{Returns("x")}"),
        ("withs", static size => $"def f(x):\n{Indented("with x:", size)}return x\n"),
        ("comprehensions", static size => Returns(Nested("[", "x", " for i in range(2)]", size))),
        ("forks", static size => $"def g(x):\n    return x\n\n{Returns(Nested("torch.jit.wait(torch.jit.fork(g, ", "x", "))", size))}"),
        ("asserts", static size => $"def f(x):\n{Repeated("    assert True, \"\"\n", size)}    return x\n"),
        ("digits", static size => Returns(Repeated("1", size))),
        ("digits of a float", static size => Returns("1." + Repeated("1", size) + "e" + Repeated("9", size))),
        ("a name", static size => Returns(Repeated("n", size))),
        ("continued lines", static size => Returns("x" + Repeated(" \\\n", size))),
        ("line ends", static size => Repeated("\n", size)),
        ("odd indentation", static size => $"def f(x):\n{Numbered("  if True:\n    x = x + {0}\n", size)}  return x\n"),
        ("text that does not end", static size => Returns("\"\"\"" + Repeated("a\n", size))),
        ("zeros", static size => Returns("\"" + Repeated("\0", size) + "\"")),
        ("backslashes", static size => Returns("\"" + Repeated("\\", size) + "\"")),
        ("octal numbers in a text", static size => Returns("\"" + Repeated("\\777\\xff\\u1", size) + "\"")),
    ];

    /// <summary>How many there are.</summary>
    public static int Count => s_kinds.Length * s_sizes.Length;

    /// <summary>Makes one of them.</summary>
    public static string Create(int index) => s_kinds[index / s_sizes.Length].Create(s_sizes[index % s_sizes.Length]);

    /// <summary>Says what it is.</summary>
    public static string Describe(int index) => $"{s_sizes[index % s_sizes.Length]} {s_kinds[index / s_sizes.Length].Name}";

    private static string Returns(string expression) => $"def f(x):\n    return {expression}\n";

    private static string Repeated(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Nested(string open, string inner, string close, int count) => Repeated(open, count) + inner + Repeated(close, count);

    /// <summary>The text once for each number, which stands for {0}; {1} is the next one.</summary>
    private static string Numbered(string text, int count) => string.Concat(Enumerable.Range(0, count).Select(number => string.Format(CultureInfo.InvariantCulture, text, number, number + 1)));

    private static string Calls(int count, string call) =>
        string.Concat(Enumerable.Range(1, count).Select(number => string.Format(CultureInfo.InvariantCulture, "def f{0}(x):\n    return " + call + "\n", number, number - 1)));

    private static string CallsAhead(int count) => $"{Numbered("def f{0}(x):\n    return f{1}(x)\n", count)}def f{count}(x):\n    return x\n";

    /// <summary>A line in the block of the line before, and so on, by one space each; and the indentation of what comes in the last one.</summary>
    private static string Indented(string line, int count)
    {
        // The text grows with the square of the depth.
        int depth = Math.Min(count, 1_200);
        StringBuilder text = new();
        for (int i = 0; i < depth; i++)
        {
            text.Append(' ', i == 0 && line.StartsWith("def", StringComparison.Ordinal) ? 0 : i + 4).Append(line).Append('\n');
        }

        return text.Append(' ', depth + 4).ToString();
    }
}
