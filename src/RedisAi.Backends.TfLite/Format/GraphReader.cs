namespace RedisAi.Backends.TfLite.Format;

/// <summary>Reads what a file has, and refuses what could harm: what the library is given has been looked at from end to end.</summary>
internal static class GraphReader
{
    private const int Version = 3;
    private const int MaxOperands = 65_536;
    private const int MaxGraphs = 4096;

    /// <exception cref="ModelLoadException">It is no sound model, or none that runs here.</exception>
    public static GraphFacts Read(ReadOnlyMemory<byte> bytes)
    {
        (FlatTable model, Graph[] graphs) = ReadAll(bytes);
        return FactsReader.Read(model, graphs);
    }

    /// <summary>Reads and checks all graphs.</summary>
    /// <exception cref="ModelLoadException">It is no sound model.</exception>
    public static (FlatTable Model, Graph[] Graphs) ReadAll(ReadOnlyMemory<byte> bytes)
    {
        if (!TfLiteFormat.HasIdentifier(bytes.Span))
        {
            throw new ModelLoadException("It is no TensorFlow Lite model: such a file has TFL3 at its fifth byte.");
        }

        FlatTable model = new FlatBuffer(bytes).Root;
        if (model.Int32(0) is var version and not Version)
        {
            throw new ModelLoadException($"It is a TensorFlow Lite model in version {version} of the format; {Version} is known.");
        }

        Graph[] graphs = ReadGraphs(model);
        GraphCheck.Check(graphs);
        return (model, graphs);
    }

    private static Graph[] ReadGraphs(FlatTable model)
    {
        int[] codes = ReadCodes(model.Vector(1));
        long[] buffers = ReadBuffers(model.Vector(4));
        FlatVector tables = model.Vector(2);
        if (tables.Count is 0 or > MaxGraphs)
        {
            throw new ModelLoadException($"It is not a sound TensorFlow Lite model: it has {tables.Count} graphs.");
        }

        Graph[] graphs = new Graph[tables.Count];
        for (int i = 0; i < graphs.Length; i++)
        {
            FlatTable table = tables.Table(i);
            graphs[i] = new Graph(
                table,
                ReadTensors(table.Vector(0), buffers),
                table.Vector(1).Int32s(MaxOperands, "inputs"),
                table.Vector(2).Int32s(MaxOperands, "outputs"),
                ReadOperators(table.Vector(3), codes));
        }

        return graphs;
    }

    private static int[] ReadCodes(FlatVector tables)
    {
        int[] codes = new int[tables.Count];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = BuiltinOperator.CodeOf(tables.Table(i));
        }

        return codes;
    }

    /// <summary>The bytes of each buffer.</summary>
    private static long[] ReadBuffers(FlatVector tables)
    {
        long[] lengths = new long[tables.Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            FlatTable buffer = tables.Table(i);
            lengths[i] = buffer.Vector(0, elementSize: 1).Count;
            if (buffer.Int64(1) > 1)
            {
                throw new ModelLoadException("It keeps its weights behind the model, as files above 2 GB do; such files are not read here.");
            }
        }

        return lengths;
    }

    private static GraphTensor[] ReadTensors(FlatVector tables, long[] buffers)
    {
        GraphTensor[] tensors = new GraphTensor[tables.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            FlatTable table = tables.Table(i);
            uint buffer = (uint)table.Int32(2);
            if (buffer >= buffers.Length && buffer != 0)
            {
                throw new ModelLoadException($"It is not a sound TensorFlow Lite model: its tensor {i} is in buffer {buffer}, and it has {buffers.Length}.");
            }

            long bytes = buffer == 0 ? 0 : buffers[buffer];
            GraphTensor tensor = new(table, table.SByte(1), table.Vector(0).Int32s(TensorShape.MaxRank, "axes of a tensor"), bytes > 0, table.Flag(5));
            TensorCheck.Check(tensor, i, bytes);
            tensors[i] = tensor;
        }

        return tensors;
    }

    private static GraphOperator[] ReadOperators(FlatVector tables, int[] codes)
    {
        GraphOperator[] operators = new GraphOperator[tables.Count];
        for (int i = 0; i < operators.Length; i++)
        {
            FlatTable table = tables.Table(i);
            uint code = (uint)table.Int32(0);
            if (code >= codes.Length)
            {
                throw new ModelLoadException($"It is not a sound TensorFlow Lite model: its operator {i} is of kind {code}, and it has {codes.Length}.");
            }

            operators[i] = new GraphOperator(
                table,
                codes[code],
                table.Vector(1).Int32s(MaxOperands, "inputs of an operator"),
                table.Vector(2).Int32s(MaxOperands, "outputs of an operator"),
                ReadGraphsOf(table, BuiltinOperator.GraphsOf(codes[code])));
        }

        return operators;
    }

    private static int[] ReadGraphsOf(FlatTable table, int count)
    {
        int[] graphs = new int[count];
        for (int i = 0; i < count; i++)
        {
            graphs[i] = table.TryTable(4, out FlatTable options) ? options.Int32(i) : 0;
        }

        return graphs;
    }
}
