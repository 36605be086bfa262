using RedisAi.Conformance;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Real models, exported by the libraries they were trained with, against the answers of those libraries.</summary>
/// <remarks>
/// <para>Each folder of <c>$REDISAI_FIXTURES/models</c> with a <c>model.onnx</c> is one case. Inputs go by name when all names of
/// <c>case.json</c> are the model's own, else by position, since exporters of torch and TensorFlow rename them.</para>
/// <para>What is expected are the files <c>out.onnx.*</c> (ONNX Runtime's answers) where there are any, else the Python library's. An
/// expected output is compared with the output of its name; if some names are not the model's, with the one in its place where the
/// number of outputs is the same; else with one of as many elements. Type and shape must be those of <c>case.json</c>, but for doubles.
/// Whole numbers, labels and texts must be equal; floats may differ by 1e-4, relative or absolute.</para>
/// </remarks>
public sealed class FixtureTests
{
    private const string Model = "model.onnx";
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Cases => [.. FixtureCase.NamesWith(Model).DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Real_model_gives_the_answers_of_the_library_it_came_from(string name)
    {
        Assert.SkipWhen(name.Length == 0, "REDISAI_FIXTURES does not name a folder with models.");
        FixtureCase fixture = FixtureCase.Load(name, Model);
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(ModelSource.FromFile(fixture.ModelPath));

        await fixture.AssertAnswersAsync(ai.Models["m"], Tolerance);
    }
}
