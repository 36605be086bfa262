namespace RedisAi.Backends.TfLite.Format;

/// <summary>Whether graphs can be run: each operator takes what is there, gives what nobody else gives, and no graph runs itself.</summary>
/// <remarks>The library relies on all of this: it reads at address 0 or writes into the file's memory where it does not hold.</remarks>
internal static class GraphCheck
{
    private const int LeftOut = -1;

    /// <exception cref="ModelLoadException">They cannot.</exception>
    public static void Check(Graph[] graphs)
    {
        for (int i = 0; i < graphs.Length; i++)
        {
            CheckFlow(graphs[i], i);
        }

        CheckNesting(graphs);
    }

    private static void CheckFlow(Graph graph, int index)
    {
        bool[] given = new bool[graph.Tensors.Length];
        bool[] ready = [.. graph.Tensors.Select(static tensor => tensor.HasContents || tensor.IsVariable || tensor.ElementCount == 0)];
        foreach (int input in graph.Inputs)
        {
            if (!IsThere(graph, input) || given[input] || graph.Tensors[input].HasContents || graph.Tensors[input].IsVariable)
            {
                throw Unsound(index, $"takes the tensor {input}, which is none of its own, comes twice, or is written to the file");
            }

            given[input] = ready[input] = true;
        }

        for (int place = 0; place < graph.Operators.Length; place++)
        {
            GraphOperator step = graph.Operators[place];
            foreach (int input in step.Inputs)
            {
                if (input != LeftOut && !(IsThere(graph, input) && ready[input]))
                {
                    throw Unsound(index, $"has an operator, {place}, that takes the tensor {input}, which nothing has made");
                }
            }

            foreach (int output in step.Outputs)
            {
                if (!IsThere(graph, output) || given[output] || graph.Tensors[output].HasContents || graph.Tensors[output].IsVariable)
                {
                    throw Unsound(index, $"has an operator, {place}, that gives the tensor {output}, which is none of its own, or comes from elsewhere");
                }

                given[output] = ready[output] = true;
            }
        }

        foreach (int output in graph.Outputs)
        {
            if (!IsThere(graph, output) || !ready[output])
            {
                throw Unsound(index, $"gives the tensor {output}, which nothing makes");
            }
        }
    }

    private static bool IsThere(Graph graph, int tensor) => (uint)tensor < (uint)graph.Tensors.Length;

    private static void CheckNesting(Graph[] graphs)
    {
        // From the inside out: what runs only graphs that are done is done; what is left at the end runs itself.
        bool[] done = new bool[graphs.Length];
        bool goesOn = true;
        while (goesOn)
        {
            goesOn = false;
            for (int i = graphs.Length - 1; i >= 0; i--)
            {
                if (!done[i] && Array.TrueForAll(graphs[i].Operators, step => Array.TrueForAll(step.Graphs, graph => IsDone(done, graph))))
                {
                    done[i] = goesOn = true;
                }
            }
        }

        if (Array.IndexOf(done, false) is var left and >= 0)
        {
            throw Unsound(left, "runs itself, or one that is not there");
        }
    }

    private static bool IsDone(bool[] done, int graph) => (uint)graph < (uint)done.Length && done[graph];

    private static ModelLoadException Unsound(int index, string what) => new($"It is not a sound TensorFlow Lite model: its graph {index} {what}.");
}
