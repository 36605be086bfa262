using RedisAi.Backends.Onnx;
using RedisAi.Importers.Tests.Skops;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Inputs and outputs, by what is known of the columns and which function is asked for.</summary>
public sealed class SklearnSignatureTests
{
    [Theory]
    [InlineData("named-numbers", "(X Float32[rows,4]) -> (prediction Float32[rows])")]
    [InlineData("one-hot-ignore", "(X String[rows,2]) -> (transformed Float32[rows,10])")]
    [InlineData("table", "(age Float32[rows,1], colour String[rows,1], rate Float32[rows,1], city String[rows,1]) -> (label Int64[rows], probabilities Float32[rows,2])")]
    [InlineData("table-dropped", "(age Float32[rows,1], city String[rows,1]) -> (label Int64[rows], probabilities Float32[rows,2])")]
    [InlineData("table-unnamed", "(x0 Float32[rows,1], x1 String[rows,1]) -> (transformed Float32[rows,2])")]
    [InlineData("logistic-words", "(X Float32[rows,4]) -> (label String[rows], probabilities Float32[rows,2])")]
    [InlineData("sgd-hinge", "(X Float32[rows,4]) -> (label Int64[rows], scores Float32[rows,3])")]
    [InlineData("linear-svc-two", "(X Float32[rows,4]) -> (label String[rows], scores Float32[rows])")]
    [InlineData("linear-column-target", "(X Float32[rows,4]) -> (prediction Float32[rows,1])")]
    public async Task Numbers_are_one_input_and_a_table_with_texts_one_for_each_column(string name, string signature)
    {
        Assert.Equal(signature, await Signature(name, static _ => { }));
    }

    [Fact]
    public async Task What_is_known_of_a_tables_columns_decides_on_their_types()
    {
        string signature = await Signature("table", static import =>
        {
            import.Columns.Add(new ImportColumn("city", TensorDataType.String));
            import.Columns.Add(new ImportColumn("age", TensorDataType.Int64));
        });

        Assert.StartsWith("(age Int64[rows,1], colour String[rows,1], rate Float32[rows,1], city String[rows,1])", signature, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_numbers_among_numbers_are_still_one_input()
    {
        string signature = await Signature("named-numbers", static import => import.Columns.Add(new ImportColumn("a", TensorDataType.Int64)));

        Assert.StartsWith("(X Float32[rows,4])", signature, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_that_nobody_takes_are_no_input_and_the_numbers_beside_them_go_one_by_one()
    {
        string signature = await Signature("named-numbers", static import => import.Columns.Add(new ImportColumn("c", TensorDataType.String)));

        Assert.StartsWith("(a Float32[rows,1], b Float32[rows,1], d Float32[rows,1])", signature, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("predict", "label Int64[rows], probabilities Float32[rows,3]")]
    [InlineData("predict_proba", "probabilities Float32[rows,3], label Int64[rows]")]
    [InlineData("predict_log_proba", "log_probabilities Float32[rows,3], label Int64[rows], probabilities Float32[rows,3]")]
    [InlineData("decision_function", "scores Float32[rows,3], label Int64[rows], probabilities Float32[rows,3]")]
    public async Task What_the_function_that_is_asked_for_gives_comes_first(string function, string outputs)
    {
        Assert.EndsWith($"-> ({outputs})", await Signature("sgd-log", import => import.PredictFunction = function), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_the_model_lacks_is_an_error()
    {
        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => Signature("sgd-hinge", static import => import.PredictFunction = "predict_proba"));

        Assert.EndsWith("SGDClassifier has no function 'predict_proba' that is supported.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sgd-hinge", "SGDClassifier")]
    [InlineData("linear-svc-two", "LinearSVC")]
    public async Task Scores_of_samples_are_not_those_of_decisions(string name, string className)
    {
        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => Signature(name, static import => import.PredictFunction = "score_samples"));

        Assert.EndsWith($"{className} has no function 'score_samples' that is supported.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("voting_soft", "VotingClassifier")]
    [InlineData("stacking", "StackingClassifier")]
    [InlineData("calibrated", "CalibratedClassifierCV")]
    [InlineData("neighbours_binary", "KNeighborsClassifier")]
    [InlineData("hist_binary", "HistGradientBoostingClassifier")]
    public async Task Classes_without_logarithms_of_probabilities_are_not_asked_for_them(string name, string className)
    {
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        ModelOptions options = new ModelOptions().ConfigureImport(static import => import.PredictFunction = "predict_log_proba");

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromFile(new EnsembleCase(name).ModelPath), options));

        Assert.EndsWith($"{className} has no function 'predict_log_proba' that is supported.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SimpleImputer", "statistics_", "(X String[rows,1]) -> (transformed String[rows,1])")]
    [InlineData("OneHotEncoder", "categories_", "(X String[rows,1]) -> (transformed Float32[rows,1])")]
    public async Task Strings_of_numpy_among_objects_are_texts(string name, string attribute, string signature)
    {
        (string text, (string Name, byte[] Bytes) entry) = SkopsText.NumpyText("3.npy", "zé");
        string array = SkopsText.Node("NdArrayNode", $"[{text}]", "ndarray", "numpy", ",\"type\":\"json\"");
        string value = attribute == "categories_" ? SkopsText.Node("ListNode", $"[{array}]", "list") : array;
        string model = SkopsText.Object(name, $"\"n_features_in_\":{SkopsText.Json("1")},\"handle_unknown\":{SkopsText.Json("\"ignore\"")},\"{attribute}\":{value}");
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);

        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromBytes(SkopsText.Archive(model, entry)));

        Assert.Equal(signature, info.Signature.ToString());
    }

    private static async Task<string> Signature(string name, Action<ImportOptions> configure)
    {
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromFile(SkopsCase.LoadMade(name).ModelPath), new ModelOptions().ConfigureImport(configure));
        return info.Signature.ToString();
    }
}
