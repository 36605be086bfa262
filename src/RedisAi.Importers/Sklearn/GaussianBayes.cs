using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Naive Bayes of normal distributions: for each class a mean and a variance of each column.</summary>
internal sealed class GaussianBayes : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["GaussianNB"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        ClassLabels labels = ClassLabels.Of(step);
        int columns = step.Input.Width;
        int classes = labels.Count;
        double[] means = step.Doubles("theta_", (long)classes * columns);
        double[] variances = step.Doubles(step.Model.Find("var_") is null ? "sigma_" : "var_", (long)classes * columns);
        double[] priors = step.Doubles("class_prior_", classes);
        if (!Array.TrueForAll(variances, static variance => variance > 0))
        {
            throw step.Unsupported("has a variance in 'var_' that is not above 0");
        }

        step.NoteFar(Farthest(means, columns), Narrowest(variances, columns));

        // Column by column of classes, so that no square of a large value is taken before the mean is gone.
        OnnxGraph graph = step.Graph;
        string rows = graph.Node("Unsqueeze", step.Doubles(), graph.Wholes(1));
        string distance = graph.Node("Sub", rows, graph.Constant(OnnxTensor.Of(means, 1, classes, columns)));
        string scaled = graph.Node("Mul", graph.Node("Mul", distance, distance), graph.Constant(OnnxTensor.Of(Array.ConvertAll(variances, static variance => -0.5 / variance), 1, classes, columns)));
        string sums = graph.Node("ReduceSum", [scaled, graph.Wholes(2)], OnnxAttribute.Of("keepdims", 0L));
        double[] constants = new double[classes];
        for (int i = 0; i < variances.Length; i++)
        {
            constants[i / columns] -= 0.5 * Math.Log(2 * Math.PI * variances[i]);
        }

        for (int i = 0; i < classes; i++)
        {
            constants[i] += Math.Log(priors[i]);
        }

        return JointLikelihood.Answer(step, labels, graph.Plus(sums, constants));
    }

    /// <summary>For each column the largest of the means, whatever its sign.</summary>
    private static double[] Farthest(double[] means, int columns) =>
        [.. Enumerable.Range(0, columns).Select(column => Enumerable.Range(0, means.Length / columns).Max(row => Math.Abs(means[(row * columns) + column])))];

    /// <summary>For each column the least of the deviations.</summary>
    private static double[] Narrowest(double[] variances, int columns) =>
        [.. Enumerable.Range(0, columns).Select(column => Math.Sqrt(Enumerable.Range(0, variances.Length / columns).Min(row => variances[(row * columns) + column])))];
}
