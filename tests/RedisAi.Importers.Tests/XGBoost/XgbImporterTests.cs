using RedisAi.Backends;
using RedisAi.Importers.XGBoost;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests.XGBoost;

/// <summary>What an imported model looks like, what it refuses, and what is refused of files, with the reason.</summary>
public sealed class XgbImporterTests
{
    [Theory]
    [InlineData("classifier-four/model.ubj", null, null, "(X Float32[rows,5]) -> (label Int64[rows], probabilities Float32[rows,4])")]
    [InlineData("classifier-four/model.ubj", null, "predict_proba", "(X Float32[rows,5]) -> (probabilities Float32[rows,4], label Int64[rows])")]
    [InlineData("classifier-four/model.json", null, null, "(X Float32[rows,5]) -> (label Int64[rows], probabilities Float32[rows,4])")]
    [InlineData("classifier-four/model.ubj", "xgboost.core.Booster", "predict", "(X Float32[rows,5]) -> (probabilities Float32[rows,4])")]
    [InlineData("classifier-two/model.ubj", "xgboost.core.Booster", null, "(X Float32[rows,5]) -> (prediction Float32[rows])")]
    [InlineData("regressor/model.ubj", null, null, "(X Float32[rows,5]) -> (prediction Float32[rows])")]
    [InlineData("regressor-targets/model.ubj", null, null, "(X Float32[rows,5]) -> (prediction Float32[rows,3])")]
    [InlineData("classifier-labels/model.ubj", "xgboost.sklearn.XGBClassifier", null, "(X Float32[rows,5]) -> (label Int64[rows,2], probabilities Float32[rows,2])")]
    public async Task The_signature_is_that_of_the_class(string file, string? modelClass, string? function, string signature)
    {
        await using RedisAiEngine ai = await XgbCase.LoadAsync(TestData.Path("xgboost", file), modelClass, function);

        Assert.Equal(signature, ai.Models["m"].Signature.ToString());
    }

    [Fact]
    public async Task A_booster_refuses_infinities_and_a_wrapper_takes_them_as_in_Python()
    {
        string file = TestData.Path("xgboost", "regressor", "model.ubj");
        await using RedisAiEngine boosters = await XgbCase.LoadAsync(file, "xgboost.core.Booster");
        await using RedisAiEngine wrappers = await XgbCase.LoadAsync(file, "xgboost.sklearn.XGBRegressor");
        using AiTensor x = AiTensor.Create<float>([2, 5], [0, 0, 0, 0, 0, 0, 0, float.NegativeInfinity, 0, 0]);

        Exception error = Assert.ThrowsAny<Exception>(() => boosters.Models["m"].Run([x]));
        using ModelResult result = wrappers.Models["m"].Run([x]);

        Assert.Contains("XGBoost", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, result[0].ElementCount);
    }

    [Theory]
    [InlineData("model.ubj")]
    [InlineData("model.json")]
    public void Names_of_features_are_in_the_metadata(string model)
    {
        ImportedModel imported = new XgbImporter().Import(
            new ModelContent(TestData.Path("xgboost", "squared-error", model), default, default, null), new ModelOptions(), TestContext.Current.CancellationToken);

        Assert.True(imported.Bytes.Span.IndexOf("a b\nc\nd\"e\né\nf\\g"u8) > 0);
    }

    [Theory]
    [InlineData("objective.name", "custom:mine", "The objective 'custom:mine' is not supported; those of XGBoost are, custom ones are not.")]
    [InlineData("gradient_booster.name", "gbforest", "The booster 'gbforest' is not known.")]
    [InlineData("learner_model_param.base_score", "[1,2,3]", "base_score has 3 values for 1 outputs.")]
    [InlineData("learner_model_param.num_feature", "0", "num_feature is 0, which is not between 1 and 16777216.")]
    public void What_a_file_says_and_nobody_knows_is_named(string path, string value, string message)
    {
        Dictionary<string, object> file = Values();
        string[] names = path.Split('.');
        ((Dictionary<string, object>)((Dictionary<string, object>)file["learner"])[names[0]])[names[1]] = value;

        Assert.Equal(message, Assert.Throws<ModelLoadException>(() => Import(ValueWriter.Ubj(file))).Message);
        Assert.Equal(message, Assert.Throws<ModelLoadException>(() => Import(ValueWriter.Json(file))).Message);
    }

    [Theory]
    [InlineData("left_children", 0, 9, "Tree 0, node 0: the child 9 of 5 nodes.")]
    [InlineData("right_children", 2, 1, "Tree 0, node 2: the child 1 is the child of another node, too.")]
    [InlineData("right_children", 2, 0, "Tree 0, node 2: the child 0 is the child of another node, too.")]
    [InlineData("split_indices", 2, 4, "Tree 0, node 2: the feature 4 of 3.")]
    public void What_is_wrong_in_a_tree_is_named_with_its_place(string field, int at, int value, string message)
    {
        Dictionary<string, object> file = Values();
        ((int[])Tree(file)[field])[at] = value;

        Assert.Equal(message, Assert.Throws<ModelLoadException>(() => Import(ValueWriter.Ubj(file))).Message);
    }

    [Fact]
    public void A_size_that_the_file_cannot_hold_takes_no_memory()
    {
        byte[] file = [.. "{L\0\0\0\0\0\0\0\u0007learner{L\0\0\0\0\0\0\0\u0010gradient_booster{L\0\0\0\0\0\0\0\u0005model{L\0\0\0\0\0\0\0\u0009tree_info[$l#L\0\0\0\0\u007f\0\0\0"u8];
        long before = GC.GetAllocatedBytesForCurrentThread();

        ModelLoadException error = Assert.Throws<ModelLoadException>(() => Import(file));

        Assert.StartsWith("An array of 2130706432 values is longer than the rest of the file, at byte", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Files_of_others_are_not_taken_for_XGBoosts()
    {
        XgbImporter importer = new();
        foreach (string text in (string[])["", "{", "{}", "{\"format-version\": 1}", "PK\u0003\u0004", "tree\nversion=v4\nlearner", "{\"learner\": 3}"])
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);

            Assert.False(importer.Recognizes(new ModelContent(null, bytes, bytes, null)), text);
        }

        foreach (string file in Directory.EnumerateFiles(TestData.Path("xgboost"), "model.*", SearchOption.AllDirectories))
        {
            byte[] bytes = File.ReadAllBytes(file);

            Assert.True(importer.Recognizes(new ModelContent(null, bytes, bytes.AsMemory(0, Math.Min(4096, bytes.Length)), null)), file);
        }
    }

    [Fact]
    public void A_class_of_others_and_a_function_that_is_not_there_are_refused()
    {
        string path = TestData.Path("xgboost", "regressor", "model.ubj");

        Assert.Equal("The model_class 'lightgbm.sklearn.LGBMClassifier' is none of XGBoost's.", Refusal("lightgbm.sklearn.LGBMClassifier", null));
        Assert.Equal("A Regressor of XGBoost has no function 'predict_proba'.", Refusal("xgboost.sklearn.XGBRegressor", "predict_proba"));

        string Refusal(string modelClass, string? function) => Assert.Throws<ModelLoadException>(() => new XgbImporter().Import(
            new ModelContent(path, default, default, null),
            new ModelOptions().ConfigureImport(import => (import.ModelClass, import.PredictFunction) = (modelClass, function)),
            TestContext.Current.CancellationToken)).Message;
    }

    /// <summary>A model of one tree: two branches and three leaves.</summary>
    private static Dictionary<string, object> Values() => new()
    {
        ["learner"] = new Dictionary<string, object>
        {
            ["attributes"] = new Dictionary<string, object>(),
            ["gradient_booster"] = new Dictionary<string, object>
            {
                ["model"] = new Dictionary<string, object>
                {
                    ["tree_info"] = (int[])[0],
                    ["trees"] = (object[])
                    [
                        new Dictionary<string, object>
                        {
                            ["default_left"] = new byte[5],
                            ["left_children"] = (int[])[1, -1, 3, -1, -1],
                            ["right_children"] = (int[])[2, -1, 4, -1, -1],
                            ["split_conditions"] = (float[])[0, 1, 2, 3, 4],
                            ["split_indices"] = (int[])[0, 0, 2, 0, 0],
                            ["tree_param"] = new Dictionary<string, object> { ["num_feature"] = "3", ["size_leaf_vector"] = "1" },
                        },
                    ],
                },
                ["name"] = "gbtree",
            },
            ["learner_model_param"] = new Dictionary<string, object> { ["base_score"] = "5E-1", ["num_class"] = "0", ["num_feature"] = "3" },
            ["objective"] = new Dictionary<string, object> { ["name"] = "reg:squarederror" },
        },
        ["version"] = (int[])[1, 6, 0],
    };

    private static Dictionary<string, object> Tree(Dictionary<string, object> file)
    {
        Dictionary<string, object> booster = (Dictionary<string, object>)((Dictionary<string, object>)file["learner"])["gradient_booster"];
        return (Dictionary<string, object>)((object[])((Dictionary<string, object>)booster["model"])["trees"])[0];
    }

    private static void Import(byte[] file) => new XgbImporter().Import(new ModelContent(null, file, file, null), new ModelOptions(), TestContext.Current.CancellationToken);
}
