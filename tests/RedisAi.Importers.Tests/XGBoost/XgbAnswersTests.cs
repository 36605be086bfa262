using System.Text.Json;
using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests.XGBoost;

/// <summary>Imported models answer as XGBoost does, of two generations.</summary>
public sealed class XgbAnswersTests
{
    public static TheoryData<string> Models =>
        [.. Directory.EnumerateFiles(TestData.Path("xgboost"), "model.*", SearchOption.AllDirectories).Select(static file => Path.GetRelativePath(TestData.Path("xgboost"), file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_model_of_version_1_answers_as_XGBoost_does(string file)
    {
        string path = TestData.Path("xgboost", file);
        string folder = Path.GetDirectoryName(path)!;
        using JsonDocument description = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "case.json"), TestContext.Current.CancellationToken));

        await new XgbCase(folder, path, description.RootElement.GetProperty("model_class").GetString()).AssertAnswersAsync();
    }

    [Fact]
    public async Task Models_of_the_fixtures_answer_as_XGBoost_does()
    {
        string root = FixtureCase.RequireRoot();
        int cases = 0;
        foreach (string folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            if (XgbFlavor.Find(Path.Combine(folder, "mlflow")) is { } flavor)
            {
                await new XgbCase(folder, flavor.Model, flavor.ModelClass).AssertAnswersAsync();
                cases++;
            }
        }

        Assert.True(cases >= 4, $"There are {cases} models of XGBoost.");
    }

    [Fact]
    public async Task Logged_models_of_the_fixtures_run()
    {
        string root = Path.Combine(Path.GetDirectoryName(FixtureCase.RequireRoot())!, "mlflow", "models");
        int models = 0;
        foreach (XgbFlavor flavor in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal).Select(XgbFlavor.Find).OfType<XgbFlavor>())
        {
            await using RedisAiEngine ai = await XgbCase.LoadAsync(flavor.Model, flavor.ModelClass);
            IModel model = ai.Models["m"];
            using AiTensor x = AiTensor.Create<float>([3, model.Signature.Inputs[0].Shape[1]], static values => values.Fill(0.5f));
            using ModelResult result = model.Run([x]);

            Assert.Equal(flavor.ModelClass.EndsWith("Classifier", StringComparison.Ordinal) ? "label" : "prediction", result.Outputs[0].Name);
            Assert.Equal(3, result[0].ElementCount);
            models++;
        }

        Assert.True(models >= 2, $"There are {models} models of XGBoost.");
    }
}
