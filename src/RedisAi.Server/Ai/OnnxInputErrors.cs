using System.Globalization;
using System.Text;

namespace RedisAi.Server.Ai;

/// <summary>What ONNX Runtime says of inputs that do not fit, where the engine has seen it before the run. Clients look for these words.</summary>
internal static class OnnxInputErrors
{
    private const string Remedy = "Please fix either the inputs or the model.";

    /// <summary>The runtime's text; null where the engine's says something else.</summary>
    public static string? TextOf(TensorMismatchException error)
    {
        if (!TrySplit(error.Expected, out string expectedType, out string[] expected) || !TrySplit(error.Actual, out string actualType, out string[] actual))
        {
            return null;
        }

        if (expectedType != "any" && expectedType != actualType)
        {
            return $"Unexpected input data type. Actual: (tensor({NameOf(actualType)})) , expected: (tensor({NameOf(expectedType)}))";
        }

        return expected.Length == actual.Length
            ? Dimensions(error.Name, expected, actual)
            : $"Invalid rank for input: {error.Name} Got: {actual.Length} Expected: {expected.Length} {Remedy}";
    }

    private static string? Dimensions(string name, string[] expected, string[] actual)
    {
        StringBuilder axes = new();
        for (int axis = 0; axis < expected.Length; axis++)
        {
            // Any length may be told by a name.
            if (char.IsAsciiDigit(expected[axis][0]) && expected[axis] != actual[axis])
            {
                axes.Append(CultureInfo.InvariantCulture, $" index: {axis} Got: {actual[axis]} Expected: {expected[axis]} ");
            }
        }

        return axes.Length == 0 ? null : $"Got invalid dimensions for input: {name} for the following indices {axes} {Remedy}";
    }

    /// <summary>Takes type and shape apart, as in <c>Float32[-1,576]</c>.</summary>
    private static bool TrySplit(string text, out string type, out string[] lengths)
    {
        int bracket = text.IndexOf('[', StringComparison.Ordinal);
        bool isShape = bracket > 0 && text.EndsWith(']');
        type = isShape ? text[..bracket] : "";
        lengths = isShape ? text[(bracket + 1)..^1].Split(',', StringSplitOptions.RemoveEmptyEntries) : [];
        return isShape && type.All(char.IsLetterOrDigit);
    }

    private static string NameOf(string type) => type switch
    {
        "Float32" => "float",
        "Float64" => "double",
        _ => type.ToLowerInvariant(),
    };
}
