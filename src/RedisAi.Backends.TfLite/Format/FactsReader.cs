namespace RedisAi.Backends.TfLite.Format;

/// <summary>Reads what a model takes and gives: its first graph, which is the one that the library runs, and the names that were given to that.</summary>
internal static class FactsReader
{
    private const int ShapeSignature = 7;
    private const int HasRank = 8;

    public static GraphFacts Read(FlatTable model, Graph[] graphs)
    {
        Graph main = graphs[0];
        if (Array.Exists(graphs, static graph => Array.Exists(graph.Operators, static step => BuiltinOperator.IsResource(step.Code))))
        {
            throw new ModelLoadException(
                "It keeps variables or tables beside its graph, which would outlive a run, and which no call could tell from another's. Convert a function that takes the state and gives the next one.");
        }

        SignatureNames names = SignatureNames.Read(model, main);
        bool isResizable = Array.Exists(main.Inputs, input => Array.IndexOf(LengthsOf(main.Tensors[input]), ShapePattern.AnyLength) >= 0);
        TensorSpec[] inputs = [.. main.Inputs.Select((tensor, place) => Spec(main.Tensors[tensor], names.Inputs[place], "input", PatternOf(main.Tensors[tensor])))];
        TensorSpec[] outputs = [.. main.Outputs.Select((tensor, place) => Spec(main.Tensors[tensor], names.Outputs[place], "output", OutputPattern(main.Tensors[tensor], isResizable)))];
        return new GraphFacts(
            new ModelSignature(inputs, outputs),
            [.. main.Inputs.Select(input => TensorShape.Create([.. main.Tensors[input].Shape.Select(static length => (long)length)]))],
            Array.Exists(graphs, static graph => Array.Exists(graph.Tensors, static tensor => tensor.IsVariable)),
            graphs.Sum(static graph => graph.Tensors.Where(static tensor => !tensor.HasContents).Sum(static tensor => tensor.ElementCount * TfLiteElement.SizeOf(tensor.Type))));
    }

    private static TensorSpec Spec(GraphTensor tensor, string name, string kind, ShapePattern shape)
    {
        TensorDataType type = TfLiteElement.FromFile(tensor.Type)
            ?? throw new ModelLoadException($"Its {kind} '{name}' has {TfLiteElement.NameOf(tensor.Type)}, which the backend does not take. Convert the model so that it takes and gives numbers.");
        return new TensorSpec(name, type, shape) { Quantization = QuantizationOf(tensor) };
    }

    /// <summary>The lengths with -1 for those that may be another.</summary>
    private static long[] LengthsOf(GraphTensor tensor)
    {
        int[] signature = tensor.Table.Vector(ShapeSignature).Int32s(TensorShape.MaxRank, "axes of a tensor");
        return [.. (signature.Length == tensor.Shape.Length ? signature : tensor.Shape).Select((length, axis) => length < 0 ? ShapePattern.AnyLength : (long)tensor.Shape[axis])];
    }

    private static ShapePattern PatternOf(GraphTensor tensor) => new(LengthsOf(tensor));

    /// <summary>Older converters leave out what is known of outputs: no axis may then be a scalar or anything, and 1 may be the number of rows.</summary>
    private static ShapePattern OutputPattern(GraphTensor tensor, bool isResizable)
    {
        if (tensor.Shape.Length == 0 && !tensor.Table.Flag(HasRank))
        {
            return ShapePattern.Any;
        }

        bool isDeclared = tensor.Table.Vector(ShapeSignature).Count > 0 || !isResizable;
        return isDeclared ? PatternOf(tensor) : new ShapePattern([.. tensor.Shape.Select(static length => length == 1 ? ShapePattern.AnyLength : length)]);
    }

    private static TensorQuantization? QuantizationOf(GraphTensor tensor)
    {
        if (!tensor.Table.TryTable(4, out FlatTable table))
        {
            return null;
        }

        FlatVector scales = table.Vector(2);
        FlatVector zeros = table.Vector(3, elementSize: 8);
        return scales.Count == 1 && zeros.Count <= 1 && scales.Single(0) is var scale && float.IsFinite(scale) && scale > 0
            ? new TensorQuantization(scale, zeros.Count == 1 ? zeros.Int64(0) : 0)
            : null;
    }
}
