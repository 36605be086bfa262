using RedisAi.Backends.Onnx;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Models of scikit-learn as skops writes them, against Python's own answers: each folder of <c>$REDISAI_FIXTURES/skops</c>, and the sklearn ones of <c>models</c>.</summary>
public sealed class SkopsFixtureTests
{
    public static TheoryData<string> Names => [.. SkopsCase.Names().DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_row_is_answered_as_Python_answers_it(string name)
    {
        Assert.SkipWhen(name.Length == 0, "REDISAI_FIXTURES does not name a folder with models.");
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);

        await PythonAnswers.AssertAll(ai, SkopsCase.Load(name));
    }
}
