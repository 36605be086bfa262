using RedisAi.Conformance;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Holds our answers to Python's.</summary>
internal static class PythonAnswers
{
    private const double OfScale = 1e-6;
    private const double Relative = 1e-5;

    /// <summary>Holds each output of a case to ours, of the function that gives it.</summary>
    public static async Task AssertAll(RedisAiEngine ai, SkopsCase known)
    {
        Assert.NotEmpty(known.Outputs);
        foreach (string output in known.Outputs.Keys)
        {
            string? function = output switch
            {
                "scores" => "decision_function",
                "transformed" or "distances" => "transform",
                "probabilities" => "predict_proba",
                _ => null,
            };
            ModelOptions options = new ModelOptions().ConfigureImport(import => import.PredictFunction = function);
            ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromFile(known.ModelPath), options);
            AssertOutput(ai.Models["m"], info.Signature, known, output);
        }
    }

    private static void AssertOutput(IModel model, ModelSignature signature, SkopsCase known, string output)
    {
        AiTensor[] inputs = known.LoadInputs(signature);
        try
        {
            using ModelResult result = model.Run(inputs);
            using AiTensor theirs = NpyFile.Load(known.Outputs[output]);
            if (signature.Outputs[0].Name == "label" && output == "label")
            {
                using AiTensor? scores = LoadScores(known);
                AssertLabels(theirs, result["label"], scores);
            }
            else
            {
                // The first output is the one that the function gives.
                AssertClose(theirs, result[0], output);
            }
        }
        finally
        {
            Array.ForEach(inputs, static input => input.Dispose());
        }
    }

    private static AiTensor? LoadScores(SkopsCase known) =>
        known.Outputs.TryGetValue("probabilities", out string? file) || known.Outputs.TryGetValue("scores", out file) ? NpyFile.Load(file) : null;

    /// <summary>How far a number may be from Python's: a millionth of the output's largest number, and a hundred-thousandth of its own.</summary>
    public static double Tolerance(double[] theirs, double own)
    {
        double scale = theirs.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        return (OfScale * scale) + (Relative * Math.Abs(own));
    }

    /// <summary>Every number within the tolerance, NaN where theirs is.</summary>
    public static void AssertClose(AiTensor theirs, AiTensor ours, string name)
    {
        double[] expected = TensorComparison.ToDoubles(theirs);
        double[] actual = TensorComparison.ToDoubles(ours);
        Assert.Equal($"{name} {theirs.Shape}", $"{name} {ours.Shape}");
        for (int i = 0; i < expected.Length; i++)
        {
            bool close = expected[i].Equals(actual[i]) || (double.IsFinite(expected[i]) && Math.Abs(expected[i] - actual[i]) <= Tolerance(expected, expected[i]));
            Assert.True(close, $"{name}[{i}] of {theirs.Shape}: {actual[i]:R}, and Python has {expected[i]:R}");
        }
    }

    /// <summary>Every label equal, but in rows whose best two scores are as close as the tolerance.</summary>
    public static void AssertLabels(AiTensor theirs, AiTensor ours, AiTensor? scores)
    {
        string[] expected = Texts(theirs);
        string[] actual = Texts(ours);
        Assert.Equal(theirs.Shape, ours.Shape);
        double[] values = scores is null ? [] : TensorComparison.ToDoubles(scores);
        int columns = scores is null || expected.Length == 0 ? 0 : values.Length / expected.Length;
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(expected[i] == actual[i] || IsTie(values, columns, i), $"label[{i}] is {actual[i]}, and Python has {expected[i]}");
        }
    }

    private static bool IsTie(double[] values, int columns, int row)
    {
        if (columns < 2)
        {
            return columns == 1 && Math.Abs(values[row]) <= Tolerance(values, 0);
        }

        double[] best = [.. values.AsSpan(row * columns, columns).ToArray().OrderDescending().Take(2)];
        return best[0] - best[1] <= Tolerance(values, best[0]);
    }

    private static string[] Texts(AiTensor tensor) => tensor.DataType == TensorDataType.String
        ? tensor.AsStrings().ToArray()
        : Array.ConvertAll(TensorComparison.ToDoubles(tensor), static value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
}
