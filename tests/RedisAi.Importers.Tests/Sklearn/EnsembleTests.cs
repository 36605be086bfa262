using RedisAi.Backends.Onnx;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Trees, boosting, kernels, neighbours, networks and what asks several of them, against answers of scikit-learn 1.2: on rows of training, far ones, exactly on thresholds and beside them, with NaN where it is taken.</summary>
public sealed class EnsembleTests
{
    public static TheoryData<string> Names => [.. EnsembleCase.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_row_is_answered_as_Python_answers_it(string name)
    {
        EnsembleCase fitted = new(name);
        string[] outputs = [.. fitted.Outputs];

        Assert.NotEmpty(outputs);
        foreach (string output in outputs)
        {
            await AssertOutput(fitted, output);
        }
    }

    private static async Task AssertOutput(EnsembleCase fitted, string output)
    {
        string? function = output switch
        {
            "scores" => "decision_function",
            "sample_scores" => "score_samples",
            "distances" => "transform",
            "probabilities" => "predict_proba",
            "log_probabilities" => "predict_log_proba",
            "joint_log_probabilities" => "predict_joint_log_proba",
            _ => null,
        };
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        await ai.Models.StoreAsync("m", ModelSource.FromFile(fitted.ModelPath), new ModelOptions().ConfigureImport(import => import.PredictFunction = function));
        Assert.True(ai.Models.TryGet("m", out IModel? model));
        using AiTensor rows = fitted.LoadRows();
        using AiTensor theirs = fitted.Load(output);
        using ModelResult result = model.Run([rows]);
        if (output == "label")
        {
            using AiTensor? scores = fitted.LoadScores();
            PythonAnswers.AssertLabels(theirs, result["label"], scores);
        }
        else
        {
            PythonAnswers.AssertClose(theirs, result[0], output);
        }
    }
}
