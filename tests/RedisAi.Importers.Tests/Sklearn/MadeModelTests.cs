using RedisAi.Backends.Onnx;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Models that Debian's scikit-learn has fitted, against its own answers and refusals: NaN, unseen categories, values on thresholds, each class in several settings. <c>tests/data/make_skops_models.py</c> makes them.</summary>
public sealed class MadeModelTests
{
    public static TheoryData<string> Names => [.. SkopsCase.MadeNames()];

    public static TheoryData<string> RefusingNames => [.. SkopsCase.MadeNames().Where(static name => SkopsCase.LoadMade(name).HasRefused)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_row_is_answered_as_Python_answers_it(string name)
    {
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);

        await PythonAnswers.AssertAll(ai, SkopsCase.LoadMade(name));
    }

    [Theory]
    [MemberData(nameof(RefusingNames))]
    public async Task What_Python_refuses_is_refused_in_words(string name)
    {
        SkopsCase known = SkopsCase.LoadMade(name);
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromFile(known.ModelPath));
        IModel model = ai.Models["m"];

        AiTensor[] inputs = known.LoadInputs(info.Signature, "refused");
        try
        {
            for (int row = 0; row < inputs[0].Shape[0]; row++)
            {
                AiTensor[] one = [.. inputs.Select(input => input.Slice(row, 1))];
                TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => model.Run(one).Dispose());
                Assert.Contains("refuses", error.Message, StringComparison.Ordinal);
                Array.ForEach(one, static input => input.Dispose());
            }
        }
        finally
        {
            Array.ForEach(inputs, static input => input.Dispose());
        }
    }
}
