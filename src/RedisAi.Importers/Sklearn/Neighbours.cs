using RedisAi.Importers.Onnx;
using RedisAi.Importers.Reading;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>The nearest of the rows that a model was fitted to, all of which it keeps.</summary>
internal static class Neighbours
{
    /// <summary>How many more than are asked for are looked at exactly: products find the nearest but for their rounding errors.</summary>
    private const int Spare = 16;

    /// <summary>Finds them.</summary>
    /// <returns>Their positions, [rows, neighbours], and how much each counts, doubles [rows, neighbours].</returns>
    public static (string Positions, string Weights, int Points) Find(SklearnStep step)
    {
        OnnxGraph graph = step.Graph;
        NpyArray fitted = step.Model.Array("_fit_X");
        if (fitted.Shape.Count != 2 || fitted.Shape[1] != step.Input.Width)
        {
            throw step.Unsupported($"has '_fit_X' of the shape ({string.Join(", ", fitted.Shape)}), and its input has {step.Input.Width} columns");
        }

        int points = (int)fitted.Shape[0];
        long asked = step.Model.Integer("n_neighbors");
        if (asked < 1 || asked > points)
        {
            throw step.Unsupported($"asks for {asked} neighbours of {points}");
        }

        Distances all = new(fitted.ToDoubles(), points, step.Input.Width);
        string rows = step.Doubles();
        all.NoteFar(step);
        (string distances, string positions) = Power(step) switch
        {
            0 => Smallest(graph, all.AddCosines(graph, rows), asked),
            2 => Nearest(graph, all, rows, (int)asked),
            double power => Smallest(graph, all.AddPowers(graph, rows, power), asked),
        };
        return (positions, Weights(step, distances), points);
    }

    /// <summary>How Minkowski's distance is meant; infinite for the largest difference, 0 for the cosine.</summary>
    private static double Power(SklearnStep step)
    {
        string metric = Metric(step, step.Model.FindAny("effective_metric_", "metric") ?? step.Model.Get("metric"));
        SkopsDictionary? settings = step.Model.Find("effective_metric_params_") as SkopsDictionary;
        if (settings?.Find("w") is { IsNone: false })
        {
            throw step.Unsupported("has weights of columns in its metric, which are not supported");
        }

        double power = metric switch
        {
            "cosine" => 0,
            "euclidean" or "l2" => 2,
            "manhattan" or "l1" or "cityblock" => 1,
            "chebyshev" or "infinity" => double.PositiveInfinity,
            "minkowski" or "p" => settings?.Find("p")?.AsDouble() ?? step.Model.Number("p", 2),
            _ => throw step.Unsupported($"has the metric {metric}; supported are euclidean, manhattan, chebyshev, minkowski and cosine"),
        };
        return power > 0 || metric == "cosine" ? power : throw step.Unsupported($"has the metric minkowski with p = {power}");
    }

    private static string Metric(SklearnStep step, SkopsValue metric) =>
        metric is SkopsScalar { Value: string name } ? name : throw step.Unsupported("has a metric that is a function, which is not supported");

    /// <summary>By products the likely ones are found, and of these the distances exactly, as those of a row that was fitted to must be 0.</summary>
    private static (string Distances, string Positions) Nearest(OnnxGraph graph, Distances all, string rows, int asked)
    {
        (_, string likely) = Smallest(graph, all.AddSquares(graph, rows), Math.Min(all.Count, asked + Spare));

        // In the order of positions, so that of equal distances the first one counts, as if all were compared.
        string[] ordered = graph.Node("TopK", [likely, graph.Wholes(Math.Min(all.Count, asked + Spare))], [OnnxAttribute.Of("axis", 1L), OnnxAttribute.Of("largest", 0L), OnnxAttribute.Of("sorted", 1L)], 2);
        string points = graph.Node("Gather", graph.Constant(OnnxTensor.Of(all.Points, all.Count, all.Columns)), ordered[0]);
        string differences = graph.Node("Sub", graph.Node("Unsqueeze", rows, graph.Wholes(1)), points);
        string squares = graph.Node("ReduceSum", [graph.Node("Mul", differences, differences), graph.Wholes(2)], OnnxAttribute.Of("keepdims", 0L));
        (string distances, string within) = Smallest(graph, graph.Node("Sqrt", squares), asked);
        return (distances, graph.Node("GatherElements", [ordered[0], within], OnnxAttribute.Of("axis", 1L)));
    }

    private static (string Values, string Positions) Smallest(OnnxGraph graph, string values, long count)
    {
        string[] found = graph.Node("TopK", [values, graph.Wholes(count)], [OnnxAttribute.Of("axis", 1L), OnnxAttribute.Of("largest", 0L), OnnxAttribute.Of("sorted", 1L)], 2);
        return (found[0], found[1]);
    }

    private static string Weights(SklearnStep step, string distances)
    {
        OnnxGraph graph = step.Graph;
        string kind = step.Model.Find("weights") switch
        {
            null => "uniform",
            SkopsScalar { Value: string named } => named,
            _ => "a function",
        };
        switch (kind)
        {
            case "uniform":
                return graph.Node("Add", graph.Node("Mul", distances, graph.Number(0)), graph.Number(1));
            case "distance":
                // Where one is the row itself, only those count that are.
                string isZero = graph.Node("Equal", distances, graph.Number(0));
                string marks = graph.Cast(isZero, OnnxElementType.Double);
                string any = graph.Node("Greater", graph.Largest(marks), graph.Number(0));
                return graph.Node("Where", any, marks, graph.Node("Reciprocal", distances));
            default:
                throw step.Unsupported($"has the weights {kind}; supported are uniform and distance");
        }
    }
}
