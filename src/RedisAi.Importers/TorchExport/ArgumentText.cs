using System.Globalization;

namespace RedisAi.Importers.TorchExport;

/// <summary>Arguments of a graph's nodes as source text.</summary>
/// <param name="device">Where the model runs, as libtorch calls it: whatever device a graph names, it was that of the model.</param>
internal sealed class ArgumentText(string device)
{
    /// <summary>Writes an argument, a union whose one member says what it is.</summary>
    public string Of(JsonPart argument, GraphScope scope)
    {
        (string kind, JsonPart value) = argument.Choice;
        return kind switch
        {
            "as_none" => "None",
            "as_tensor" => scope[value["name"]].Text,
            "as_tensors" => List("Tensor", value.Items.Select(item => scope[item["name"]].Text)),
            "as_optional_tensor" => Optional(value, scope),
            "as_optional_tensors" => Annotated("Optional[Tensor]", value.Items.Select(item => Optional(item, scope))),
            "as_int" => Integer(value.Integer),
            "as_ints" => List("int", value.Items.Select(static item => Integer(item.Integer))),
            "as_float" => Float(value.Number),
            "as_floats" => List("float", value.Items.Select(static item => Float(item.Number))),
            "as_bool" => Truth(value.Truth),
            "as_bools" => List("bool", value.Items.Select(static item => Truth(item.Truth))),
            "as_string" => Text(value),
            "as_strings" => List("str", value.Items.Select(Text)),
            "as_sym_int" or "as_sym_float" or "as_sym_bool" => Symbolic(value, scope),
            "as_sym_ints" => List("int", value.Items.Select(item => Symbolic(item, scope))),
            "as_sym_floats" => List("float", value.Items.Select(item => Symbolic(item, scope))),
            "as_sym_bools" => List("bool", value.Items.Select(item => Symbolic(item, scope))),
            "as_scalar_type" => ElementKind.Of(value).Scalar.ToString(CultureInfo.InvariantCulture),
            "as_memory_format" => TorchNumbers.MemoryFormat(value).ToString(CultureInfo.InvariantCulture),
            "as_layout" => TorchNumbers.Layout(value).ToString(CultureInfo.InvariantCulture),
            "as_device" => $"torch.device(\"{device}\")",
            _ => throw new InvalidDataException($"{argument.Place} is an argument of the kind '{kind}', which is not supported."),
        };
    }

    /// <summary>Writes tensors for an argument whose items may be none: TorchScript tells that from a list of tensors.</summary>
    public static string OfOptional(JsonPart tensors, GraphScope scope) => Annotated("Optional[Tensor]", tensors.Items.Select(item => scope[item["name"]].Text));

    /// <summary>An integer; the smallest is not one that can be written down.</summary>
    public static string Integer(long value) =>
        value == long.MinValue ? "(-9223372036854775807 - 1)" : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number that reads back as the same, and not as an integer.</summary>
    public static string Float(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny(".E") ? text : text + ".0";
    }

    public static string Truth(bool value) => value ? "True" : "False";

    /// <summary>A value or a constant: a union of its name and of the kinds of constants.</summary>
    public static string Symbolic(JsonPart union, GraphScope scope)
    {
        (string kind, JsonPart value) = union.Choice;
        return kind switch
        {
            "as_name" => scope[value].Text,
            "as_int" => Integer(value.Integer),
            "as_float" => Float(value.Number),
            "as_bool" => Truth(value.Truth),
            _ => throw union.Damage($"is '{kind}', and neither a value nor a number"),
        };
    }

    private static string Optional(JsonPart union, GraphScope scope)
    {
        (string kind, JsonPart value) = union.Choice;
        return kind switch
        {
            "as_none" => "None",
            "as_tensor" => scope[value["name"]].Text,
            _ => throw union.Damage($"is '{kind}', and neither a tensor nor none"),
        };
    }

    /// <summary>A text as the names of modes and equations are, in characters that end no text in the source.</summary>
    private static string Text(JsonPart value)
    {
        string text = value.Text;
        return text.All(static c => c is >= ' ' and <= '~' and not ('"' or '\\'))
            ? $"\"{text}\""
            : throw new InvalidDataException($"{value.Place} is a text with quotes, backslashes or characters beyond ASCII, which no operator takes.");
    }

    private static string List(string type, IEnumerable<string> items)
    {
        string list = $"[{string.Join(", ", items)}]";
        return list.Length > 2 ? list : $"annotate(List[{type}], [])";
    }

    private static string Annotated(string type, IEnumerable<string> items) => $"annotate(List[{type}], [{string.Join(", ", items)}])";
}
