using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>A table between steps of a pipeline: blocks of columns side by side. Immutable; what it adds to the graph are casts, choices and joins.</summary>
internal sealed class SklearnTable
{
    public SklearnTable(IReadOnlyList<SklearnBlock> blocks, IReadOnlyList<string>? names = null)
    {
        Blocks = [.. blocks.Where(static block => block.Width > 0)];
        Width = Blocks.Sum(static block => block.Width);
        Names = names;
    }

    /// <summary>A table of computed columns.</summary>
    public SklearnTable(string value, OnnxElementType type, int width)
        : this([new SklearnBlock(value, type, width)])
    {
    }

    public IReadOnlyList<SklearnBlock> Blocks { get; }

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>The names of the columns, where they are known; those of the model's input.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Where the columns came from.</summary>
    public IEnumerable<ColumnOrigin?> Origins => Blocks.SelectMany(static block => block.Origins);

    /// <summary>The type that the library computes in: singles stay singles, all else is doubles.</summary>
    public OnnxElementType NumericType => Blocks.All(static block => block.Type == OnnxElementType.Float) ? OnnxElementType.Float : OnnxElementType.Double;

    public bool HasTexts => Blocks.Any(static block => block.Type == OnnxElementType.String);

    /// <summary>The table with other columns in the place of each block's.</summary>
    public SklearnTable Replace(Func<SklearnBlock, SklearnBlock> replace) => new([.. Blocks.Select(replace)], Names);

    /// <summary>All columns as one value [rows, columns] of a type.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="type">Singles, doubles, whole numbers or texts. Texts become no numbers: who asks has made sure that there are none.</param>
    public string ToMatrix(OnnxGraph graph, OnnxElementType type)
    {
        string[] parts = [.. Blocks.Select(block => Cast(graph, block, type))];
        return parts.Length == 1 ? parts[0] : graph.Node("Concat", parts, OnnxAttribute.Of("axis", 1L));
    }

    /// <summary>Some of the columns, in the order that is given.</summary>
    public SklearnTable Select(OnnxGraph graph, IReadOnlyList<int> columns)
    {
        List<SklearnBlock> blocks = [];
        for (int i = 0; i < columns.Count;)
        {
            (SklearnBlock block, int start) = Find(columns[i]);
            int count = 1;
            while (i + count < columns.Count && columns[i + count] >= start && columns[i + count] < start + block.Width)
            {
                count++;
            }

            blocks.Add(SelectWithin(graph, block, [.. columns.Skip(i).Take(count).Select(column => column - start)]));
            i += count;
        }

        return new SklearnTable(blocks, Names is null ? null : [.. columns.Select(column => Names[column])]);
    }

    /// <summary>Tables side by side.</summary>
    public static SklearnTable Join(IReadOnlyList<SklearnTable> tables) => new([.. tables.SelectMany(static table => table.Blocks)]);

    private static SklearnBlock SelectWithin(OnnxGraph graph, SklearnBlock block, int[] columns)
    {
        if (columns.SequenceEqual(Enumerable.Range(0, block.Width)))
        {
            return block;
        }

        string indices = graph.Constant(OnnxTensor.Of(Array.ConvertAll(columns, static column => (long)column), columns.Length));
        return new SklearnBlock(
            graph.Node("Gather", [block.Value, indices], OnnxAttribute.Of("axis", 1L)), block.Type, [.. columns.Select(column => block.Origins[column])]);
    }

    private static string Cast(OnnxGraph graph, SklearnBlock block, OnnxElementType type) =>
        block.Type == type ? block.Value : graph.Node("Cast", [block.Value], OnnxAttribute.Of("to", (long)type));

    private (SklearnBlock Block, int Start) Find(int column)
    {
        int start = 0;
        foreach (SklearnBlock block in Blocks)
        {
            if (column < start + block.Width)
            {
                return (block, start);
            }

            start += block.Width;
        }

        throw new ModelLoadException($"The column {column} was asked for; there are {Width}.");
    }
}
