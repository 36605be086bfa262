namespace RedisAi.Importers.TorchExport;

/// <summary>What a graph says of the type and shape of its values.</summary>
internal static class ValueSpecs
{
    private const int MaxRank = 64;
    private const string SymbolStart = "Symbol('";

    /// <summary>Describes an input or output.</summary>
    /// <param name="name">What it is called outside.</param>
    /// <param name="argument">Which value of the graph it is.</param>
    /// <param name="graph">The graph.</param>
    public static TensorSpec Of(string name, JsonPart argument, JsonPart graph)
    {
        (string kind, JsonPart value) = argument.Choice;
        return kind switch
        {
            "as_tensor" => OfTensor(name, value["name"], graph),
            "as_sym_int" or "as_int" => new TensorSpec(name, TensorDataType.Int64, new ShapePattern([])),
            "as_sym_float" or "as_float" => new TensorSpec(name, TensorDataType.Float64, new ShapePattern([])),
            "as_sym_bool" or "as_bool" => new TensorSpec(name, TensorDataType.Bool, new ShapePattern([])),
            _ => throw new InvalidDataException($"{argument.Place} is an input or output of the kind '{kind}', which is not supported: it must be a tensor or a number."),
        };
    }

    private static TensorSpec OfTensor(string name, JsonPart value, JsonPart graph)
    {
        JsonPart meta = graph["tensor_values"].Find(value.Text) ?? throw value.Damage($"is '{value.Text}', of which the graph does not say what it is");
        TensorDataType type = ElementKind.Of(meta["dtype"]).Type;
        if (type == TensorDataType.Undefined)
        {
            throw new InvalidDataException($"the input or output '{name}' is of complex numbers, which tensors here do not have.");
        }

        JsonPart[] sizes = [.. meta["sizes"].Items];
        if (sizes.Length > MaxRank)
        {
            throw meta.Damage($"has {sizes.Length} axes; {MaxRank} are the most");
        }

        long[] lengths = new long[sizes.Length];
        string[] symbols = new string[sizes.Length];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            (string kind, JsonPart size) = sizes[axis].Choice;
            (lengths[axis], symbols[axis]) = kind switch
            {
                "as_int" when size.Integer >= 0 => (size.Integer, ""),
                "as_expr" => (ShapePattern.AnyLength, Symbol(size["expr_str"].Text)),
                _ => throw sizes[axis].Damage("is no size"),
            };
        }

        return new TensorSpec(name, type, new ShapePattern(lengths, symbols));
    }

    /// <summary>The name of a size that is one of its own, as in <c>Symbol('s31', positive=True, integer=True)</c>; "" for what is computed of others.</summary>
    private static string Symbol(string expression)
    {
        if (!expression.StartsWith(SymbolStart, StringComparison.Ordinal))
        {
            return "";
        }

        int end = expression.IndexOf('\'', SymbolStart.Length);
        bool isWhole = end > 0 && expression.IndexOf(')', StringComparison.Ordinal) == expression.Length - 1;
        string name = isWhole ? expression[SymbolStart.Length..end] : "";
        return ScriptNames.IsIdentifier(name) ? name : "";
    }
}
