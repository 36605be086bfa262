using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Boosted trees of classification: raw values for two classes once, else for each, and the loss's link to probabilities.</summary>
internal sealed class GradientBoostingClassifier : ISklearnClass
{
    /// <summary>Initial probabilities are kept this far from 0 and 1: the step of float32 at 1.</summary>
    private const double Epsilon = 1.1920928955078125e-07;

    public IReadOnlyList<string> Names { get; } = ["GradientBoostingClassifier"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        string loss = step.Model.Text("loss", "log_loss");
        if (loss is not ("log_loss" or "deviance" or "exponential"))
        {
            throw step.Unsupported($"has the loss '{loss}', which is not supported");
        }

        ClassLabels labels = ClassLabels.Of(step);
        int columns = labels.Count == 2 ? 1 : labels.Count;
        double factor = loss == "exponential" ? 2 : 1;
        (double[] initial, string? value) = Initial(step, labels.Count, factor);
        string raw = GradientBoosting.Raw(step, columns, initial, value);
        return BoostedScores.Answer(step.Graph, labels, raw, factor);
    }

    private static (double[] Constants, string? Value) Initial(SklearnStep step, int classes, double factor)
    {
        SkopsObject? initial = GradientBoosting.Initial(step);
        if (initial is null)
        {
            return ([], null);
        }

        if (initial is { ClassName: "DummyClassifier" })
        {
            double[] prior = initial.Text("strategy", "") == "prior" ? initial.Doubles("class_prior_") : [];
            return prior.Length == classes
                ? (Constants(step, prior, factor), null)
                : throw step.Unsupported($"has an initial estimator of the strategy '{initial.Text("strategy", "")}' and {prior.Length} classes; 'prior' and {classes} were expected");
        }

        SklearnValue probabilities = step.Convert(initial, step.Input, "the initial estimator").Probabilities is { } odds && odds.Columns == classes
            ? odds
            : throw step.Unsupported($"has an initial estimator of the class {initial.Class}, which gives no probabilities of {classes} classes");
        return ([], Linked(step, probabilities, classes, factor));
    }

    private static double[] Constants(SklearnStep step, double[] prior, double factor)
    {
        double[] kept = Array.ConvertAll(prior, static share => Math.Clamp(share, Epsilon, 1 - Epsilon));
        if (kept.Length == 2)
        {
            return [Math.Log(kept[1] / (1 - kept[1])) / factor];
        }

        double[] logs = Array.ConvertAll(kept, Math.Log);
        double mean = IsCentred(step) ? logs.Average() : 0;
        return Array.ConvertAll(logs, log => log - mean);
    }

    private static string Linked(SklearnStep step, SklearnValue probabilities, int classes, double factor)
    {
        OnnxGraph graph = step.Graph;
        string shares = graph.Cast(probabilities.Name, OnnxElementType.Double);
        string kept = graph.Node("Clip", shares, graph.Number(Epsilon), graph.Number(1 - Epsilon));
        if (classes == 2)
        {
            string second = graph.Column(kept, 1);
            string odds = graph.Node("Div", second, graph.Node("Sub", graph.Number(1), second));
            return graph.Node("Div", graph.Node("Log", odds), graph.Number(factor));
        }

        string logs = graph.Node("Log", kept);
        return IsCentred(step) ? graph.Node("Sub", logs, graph.Node("ReduceMean", logs, graph.Wholes(1))) : logs;
    }

    /// <summary>Since 1.4 the raw values of a row begin with a mean of 0. Probabilities are the same.</summary>
    private static bool IsCentred(SklearnStep step) => step.Model.IsAtLeast(1, 4);
}
