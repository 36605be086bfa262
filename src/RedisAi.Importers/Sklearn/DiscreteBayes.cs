using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Naive Bayes of counts, and of what is there or not.</summary>
internal sealed class DiscreteBayes : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["MultinomialNB", "ComplementNB", "BernoulliNB"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        ClassLabels labels = ClassLabels.Of(step);
        int columns = step.Input.Width;
        double[] weights = step.Doubles("feature_log_prob_", (long)labels.Count * columns);
        double[] priors = step.Doubles("class_log_prior_", labels.Count);
        string rows = step.Doubles();
        switch (step.Model.ClassName)
        {
            case "BernoulliNB":
                AddAbsence(weights, priors, columns);
                rows = step.Model.Find("binarize") is { } threshold ? Binarized(step, rows, threshold.AsDouble()) : rows;
                break;
            case "ComplementNB" when labels.Count > 1:
                priors = new double[labels.Count];
                break;
        }

        string sums = step.Graph.Times(rows, GraphArithmetic.Transpose(weights, labels.Count, columns), columns, labels.Count);
        return JointLikelihood.Answer(step, labels, step.Graph.Plus(sums, priors));
    }

    /// <summary>What is not there counts, too: as a constant, less what it would be where it is there.</summary>
    private static void AddAbsence(double[] weights, double[] priors, int columns)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            double absent = Math.Log(1 - Math.Exp(weights[i]));
            weights[i] -= absent;
            priors[i / columns] += absent;
        }
    }

    private static string Binarized(SklearnStep step, string rows, double threshold) =>
        step.Graph.Cast(step.Graph.Node("Greater", rows, step.Graph.Number(threshold)), OnnxElementType.Double);
}
