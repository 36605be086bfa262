using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Probabilities of classes from those of pairs of classes, as libsvm finds them: by steps that end when they are near enough, so that ours must be the same steps.</summary>
/// <remarks>
/// After Wu, Lin and Weng, "Probability estimates for multi-class classification by pairwise coupling", second method: the probabilities p minimise p Q p.
/// Rows stop one by one: a row that is near enough keeps its p while others go on, so that no row depends on another.
/// </remarks>
internal static class PairProbabilities
{
    /// <summary>Pairwise probabilities are kept this far from 0 and 1.</summary>
    private const double Least = 1e-7;

    /// <summary>Adds them: doubles [rows, classes].</summary>
    public static string AddTo(SklearnStep step, ClassPairs pairs, string decisions)
    {
        OnnxGraph graph = step.Graph;
        int classes = pairs.Classes;
        string slopes = graph.Constant(OnnxTensor.Of(step.Doubles("_probA", pairs.Count), 1, pairs.Count));
        string linear = graph.Plus(graph.Node("Mul", decisions, slopes), step.Doubles("_probB", pairs.Count));
        string first = graph.Node("Clip", graph.Node("Sigmoid", graph.Node("Neg", linear)), graph.Number(Least), graph.Number(1 - Least));
        string matrix = Matrix(graph, pairs, first);

        // 1 / classes for each, in as many rows as there are.
        string rows = graph.Node("Mul", graph.Columns(decisions, new long[classes]), graph.Number(0));
        string start = graph.Node("Add", rows, graph.Number(1.0 / classes));
        string always = graph.Constant(OnnxTensor.Of([true], []));
        OnnxGraph body = Body(graph, matrix, classes);
        return graph.Node("Loop", [graph.Constant(OnnxTensor.Scalar((long)Math.Max(100, classes))), always, start], OnnxAttribute.Of("body", body));
    }

    /// <summary>Q: [rows, classes, classes]. On the diagonal the sums of the squares of what others win, elsewhere minus the product of what both win of each other.</summary>
    private static string Matrix(OnnxGraph graph, ClassPairs pairs, string first)
    {
        int classes = pairs.Classes;
        string second = graph.Node("Sub", graph.Number(1), first);
        string products = graph.Node("Neg", graph.Node("Mul", first, second));

        // Each cell off the diagonal is one of the products; the diagonal is a sum of squares.
        long[] cells = new long[classes * classes];
        double[] firstSquares = new double[pairs.Count * classes];
        double[] secondSquares = new double[pairs.Count * classes];
        for (int pair = 0; pair < pairs.Count; pair++)
        {
            (int i, int j) = pairs.All[pair];
            cells[(i * classes) + j] = pair;
            cells[(j * classes) + i] = pair;
            firstSquares[(pair * classes) + j] = 1;
            secondSquares[(pair * classes) + i] = 1;
        }

        string diagonal = graph.Node(
            "Add",
            graph.Times(graph.Node("Mul", first, first), firstSquares, pairs.Count, classes),
            graph.Times(graph.Node("Mul", second, second), secondSquares, pairs.Count, classes));
        string square = graph.Wholes(-1, classes, classes);
        string off = graph.Node("Reshape", graph.Columns(products, cells), square);
        bool[] isDiagonal = [.. Enumerable.Range(0, classes * classes).Select(cell => cell / classes == cell % classes)];
        string spread = graph.Node("Unsqueeze", diagonal, graph.Wholes(2));
        return graph.Node("Where", graph.Constant(OnnxTensor.Of(isDiagonal, 1, classes, classes)), spread, off);
    }

    /// <summary>One round over all classes.</summary>
    private static OnnxGraph Body(OnnxGraph graph, string matrix, int classes)
    {
        OnnxGraph body = graph.Body();
        body.BodyInput(OnnxElementType.Int64);
        body.BodyInput(OnnxElementType.Bool);
        string shares = body.BodyInput(OnnxElementType.Double, -1, classes);
        string product = body.Node("Squeeze", body.Node("MatMul", matrix, body.Node("Unsqueeze", shares, body.Wholes(2))), body.Wholes(2));
        string total = body.Sum(body.Node("Mul", shares, product));
        string error = body.Largest(body.Node("Abs", body.Node("Sub", product, total)));
        string isOpen = body.Node("GreaterOrEqual", error, body.Number(0.005 / classes));
        string moved = shares;
        for (int i = 0; i < classes; i++)
        {
            string row = body.Node("Gather", [matrix, body.Constant(OnnxTensor.Scalar((long)i))], OnnxAttribute.Of("axis", 1L));
            string own = body.Column(row, i);
            string at = body.Column(product, i);
            string change = body.Node("Div", body.Node("Sub", total, at), own);
            string grown = body.Node("Add", change, body.Number(1));
            double[] only = new double[classes];
            only[i] = 1;
            string added = body.Node("Mul", change, body.Constant(OnnxTensor.Of(only, 1, classes)));
            moved = body.Node("Div", body.Node("Add", moved, added), grown);
            string gain = body.Node("Mul", change, body.Node("Add", body.Node("Mul", change, own), body.Node("Mul", at, body.Number(2))));
            total = body.Node("Div", body.Node("Div", body.Node("Add", total, gain), grown), grown);
            product = body.Node("Div", body.Node("Add", product, body.Node("Mul", change, row)), grown);
        }

        string goesOn = body.Node("ReduceMax", [body.Cast(isOpen, OnnxElementType.Int32)], OnnxAttribute.Of("keepdims", 0L));
        body.BodyOutput(body.Cast(goesOn, OnnxElementType.Bool), OnnxElementType.Bool);
        body.BodyOutput(body.Node("Where", isOpen, moved, shares), OnnxElementType.Double, -1, classes);
        return body;
    }
}
