using RedisAi.Backends.Onnx;
using static RedisAi.Importers.Tests.Skops.SkopsText;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>What cannot be read is named, with where it stands.</summary>
public sealed class SklearnErrorTests
{
    private static readonly string s_known = $"\"n_features_in_\":{Json("2")}";

    [Fact]
    public async Task A_class_that_is_not_known_is_named_with_its_place_in_the_pipeline()
    {
        string inner = Pipeline("inner", Object("Strange", s_known));

        string error = await LoadError(Pipeline("outer", inner));

        Assert.EndsWith("At pipeline step 'outer', pipeline step 'inner': the class sklearn.made.Strange is not supported.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_that_is_not_known_is_named_though_it_does_not_say_how_many_columns_it_takes()
    {
        string strange = Object("TransformedTargetRegressor", $"\"regressor_\":{Object("Ridge", s_known)}");

        Assert.EndsWith("The class sklearn.made.TransformedTargetRegressor is not supported.", await LoadError(strange), StringComparison.Ordinal);
        Assert.EndsWith("At pipeline step 'last': the class sklearn.made.TransformedTargetRegressor is not supported.", await LoadError(Pipeline("last", strange)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kernel_of_somebody_is_named_though_its_model_does_not_say_how_many_columns_it_takes()
    {
        // scikit-learn keeps no n_features_in_ where the kernel is a function.
        byte[] archive = AlteredArchive.With(
            "svc_ties",
            ("\"n_features_in_\":", "\"not_n_features_in_\":"),
            ("\"JsonNode\", \"content\": \"\\\"poly\\\"\"", "\"FunctionNode\", \"content\": {\"module_path\": \"mine\", \"function\": \"kernel\"}"));
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromBytes(archive)));

        Assert.EndsWith("The class sklearn.svm._classes.SVC has the kernel a function; supported are linear, poly, rbf and sigmoid.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_was_not_fitted_is_an_error_that_asks()
    {
        string error = await LoadError(Object("StandardScaler", s_known));

        Assert.EndsWith("The root of the archive, of the class sklearn.made.StandardScaler, has no 'mean_'. Was the model fitted before it was saved?", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_of_another_library_is_an_error_that_says_which_are_known()
    {
        string error = await LoadError(Object("Thing", s_known).Replace("sklearn.made", "other.made", StringComparison.Ordinal));

        Assert.Contains("The archive holds a other.made.Thing; models of sklearn", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_of_somebody_is_not_run()
    {
        string function = Node("FunctionNode", "{\"module_path\":\"os\",\"function\":\"remove\"}", "function");

        string error = await LoadError(Object("FunctionTransformer", $"{s_known},\"func\":{function}"));

        Assert.EndsWith("The class sklearn.made.FunctionTransformer runs the code of os.remove, which is not possible here.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Normalizer", "\"norm\":\"\\\"l3\\\"\"", "the norm 'l3'")]
    [InlineData("PolynomialFeatures", "\"degree\":\"65\"", "degrees from 0 to 65")]
    public async Task A_setting_that_is_not_supported_is_named(string name, string setting, string reason)
    {
        string[] parts = setting.Split(':', 2);

        string error = await LoadError(Object(name, $"{s_known},{parts[0]}:{Node("JsonNode", parts[1], "str")}"));

        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_columns_than_memory_are_refused_before_they_are_made()
    {
        string wide = Object("PolynomialFeatures", $"\"n_features_in_\":{Json("5000")},\"degree\":{Json("2")}");

        string error = await LoadError(wide);

        Assert.EndsWith("gives more than 1000000 columns.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("100001")]
    [InlineData("9999999999")]
    public async Task A_number_of_columns_that_makes_no_sense_takes_no_memory(string count)
    {
        string error = await LoadError(Object("Normalizer", $"\"n_features_in_\":{Json(count)}"));

        Assert.EndsWith($"does not say how many columns it takes, or more than 100000: {count}.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_that_are_put_together_again_and_again_are_refused()
    {
        string same = Node("ListNode", $"[{string.Join(',', Enumerable.Repeat(Pair("p", Json("\"passthrough\"")), 60))}]", "list");

        string error = await LoadError(Object("FeatureUnion", $"\"n_features_in_\":{Json("90000")},\"transformer_list\":{same}"));

        Assert.EndsWith("The model puts together more than 5000000 columns.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_model_within_many_that_are_within_many_is_refused()
    {
        string model = Object("FunctionTransformer", s_known)[..^1] + ",\"__id__\":1}";
        for (int i = 1; i < 19; i++)
        {
            string again = Object("FeatureUnion", s_known)[..^1] + $",\"__id__\":{i}}}";
            string list = Node("ListNode", $"[{Pair("a", model)},{Pair("b", again)}]", "list");
            model = Object("FeatureUnion", $"{s_known},\"transformer_list\":{list}")[..^1] + $",\"__id__\":{i + 1}}}";
        }

        string error = await LoadError(model);

        Assert.EndsWith("has more than 100000 models within.", error, StringComparison.Ordinal);
    }

    private static string Pair(string name, string model) => Node("TupleNode", $"[{Json($"\"{name}\"")},{model}]", "tuple");

    private static string Pipeline(string step, string model) => Object("Pipeline", $"\"steps\":{Node("ListNode", $"[{Pair(step, model)}]", "list")}");

    private static async Task<string> LoadError(string schema)
    {
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        return (await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromBytes(Archive(schema))))).Message;
    }
}
