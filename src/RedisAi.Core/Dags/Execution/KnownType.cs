namespace RedisAi.Dags.Execution;

/// <summary>What is known of a value before the run.</summary>
/// <param name="DataType">The type of its elements; <see cref="TensorDataType.Undefined"/> when it is not known.</param>
/// <param name="Lengths">The lengths of its axes, as <see cref="Axes"/> knows them; null when not even their number is known.</param>
internal sealed record KnownType(TensorDataType DataType, int[]? Lengths)
{
    /// <summary>What the value may be, where it is one of several: each with the name of what gives it. Empty when there is only one way.</summary>
    public IReadOnlyList<(string Name, KnownType Type)> Ways { get; init; } = [];

    /// <summary>Of which nothing is known.</summary>
    public static KnownType Unknown { get; } = new(TensorDataType.Undefined, null);

    /// <summary>Makes the type of a declaration.</summary>
    /// <param name="spec">The declaration.</param>
    /// <param name="axes">Where lengths are known.</param>
    /// <param name="symbols">The names that mean the same length wherever the declaring node uses them; null when each stands for itself.</param>
    public static KnownType Of(TensorSpec spec, Axes axes, Dictionary<string, int>? symbols)
    {
        if (!spec.Shape.IsRankKnown)
        {
            return new KnownType(spec.DataType, null);
        }

        int[] lengths = new int[spec.Shape.Rank];
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            lengths[axis] = Length(spec.Shape[axis], spec.Shape.Symbols[axis], axes, symbols);
        }

        return new KnownType(spec.DataType, lengths);
    }

    /// <summary>The same, but for lengths that are not known: those of another tensor may be others.</summary>
    public KnownType Again(Axes axes) =>
        this with
        {
            Lengths = Lengths is null ? null : Array.ConvertAll(Lengths, length => axes.IsFixed(length) ? length : axes.Open(axes.TextOf(length))),
            Ways = [.. Ways.Select(way => (way.Name, way.Type.Again(axes)))],
        };

    /// <summary>What is known of a value that is one or the other.</summary>
    /// <param name="first">The one, and the name of what gives it.</param>
    /// <param name="second">The other.</param>
    /// <param name="axes">Where lengths are known.</param>
    public static KnownType Either((string Name, KnownType Type) first, (string Name, KnownType Type) second, Axes axes) => ReferenceEquals(first.Type, second.Type)
        ? first.Type
        : Either(first.Type, second.Type, axes) with { Ways = [.. WaysOf(first), .. WaysOf(second)] };

    /// <summary>One that is one of several itself stands for those.</summary>
    private static IReadOnlyList<(string Name, KnownType Type)> WaysOf((string Name, KnownType Type) one) => one.Type.Ways.Count > 0 ? one.Type.Ways : [one];

    private static KnownType Either(KnownType first, KnownType second, Axes axes)
    {
        TensorDataType type = first.DataType == second.DataType ? first.DataType : TensorDataType.Undefined;
        if (first.Lengths is null || second.Lengths is null || first.Lengths.Length != second.Lengths.Length)
        {
            return new KnownType(type, null);
        }

        return new KnownType(type, [.. first.Lengths.Zip(second.Lengths, (one, other) =>
            axes.IsFixed(one) && axes.IsFixed(other) && axes.LengthOf(one) == axes.LengthOf(other) ? one : axes.Open())]);
    }

    /// <summary>As sentences write it, as in <c>Float32[batch,576]</c>.</summary>
    public string TextOf(Axes axes) =>
        $"{(DataType == TensorDataType.Undefined ? "any" : DataType)}{(Lengths is null ? "[...]" : $"[{string.Join(',', Lengths.Select(axes.TextOf))}]")}";

    /// <summary>As a declaration.</summary>
    public TensorSpec ToSpec(string name, Axes axes)
    {
        if (Lengths is null)
        {
            return new TensorSpec(name, DataType, ShapePattern.Any);
        }

        string[] symbols = [.. Lengths.Select(length => axes.IsFixed(length) || axes.TextOf(length) == "-1" ? "" : axes.TextOf(length))];
        return new TensorSpec(name, DataType, new ShapePattern([.. Lengths.Select(axes.LengthOf)], symbols));
    }

    private static int Length(long length, string symbol, Axes axes, Dictionary<string, int>? symbols)
    {
        if (length != ShapePattern.AnyLength)
        {
            return axes.Fixed(length);
        }

        if (symbol.Length == 0 || symbols is null)
        {
            return axes.Open(symbol.Length == 0 ? "-1" : symbol);
        }

        if (!symbols.TryGetValue(symbol, out int known))
        {
            symbols[symbol] = known = axes.Open(symbol);
        }

        return known;
    }
}
