using RedisAi.Backends.Onnx;
using RedisAi.Importers;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Flavours;

/// <summary>Folders with models that importers of the engine read.</summary>
public sealed class ImportedFlavorTests
{
    private const string Columns = """
        signature:
          inputs: '[{"type": "double", "name": "age", "required": true}, {"type": "string", "name": "city", "required": false}]'

        """;

    [Theory]
    [InlineData("xgboost: {data: model.ubj}", "model.ubj", "{L\0\0", "xgboost")]
    [InlineData("xgboost: {data: model.json, model_format: json}", "model.json", "{\"learner\"", "xgboost")]
    [InlineData("lightgbm: {data: model.lgb, serialization_format: skops}", "model.lgb", "tree\nversion=v4\n", "lightgbm")]
    [InlineData("lightgbm: {data: model.txt}", "model.txt", "tree\n", "lightgbm")]
    [InlineData("lightgbm: {data: model.skops}", "model.skops", "PK\u0003\u0004...", "lightgbm")]
    [InlineData("sklearn: {pickled_model: model.skops, serialization_format: skops}", "model.skops", "PK\u0003\u0004...", "sklearn")]
    [InlineData("sklearn: {pickled_model: forest.bin}", "forest.bin", "PK\u0003\u0004...", "sklearn")]
    public void File_that_importers_read_is_opened_without_naming_a_backend(string flavor, string file, string content, string name)
    {
        using ModelFolder folder = new($"flavors:\n  {flavor}\n");
        folder.Write(file, content);

        MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);

        Assert.Equal((name, "ONNX", true, folder[file]), (opened.Flavor, opened.Backend, opened.IsImported, opened.ModelPath));
        Assert.Null(opened.CreateOptions().Backend);
        Assert.Equal(PredictionForm.First, opened.Contract.Predictions);
        Assert.Empty(opened.WeightPaths);
        Assert.Empty(opened.Warnings);
    }

    [Theory]
    [InlineData("sklearn: {pickled_model: model.skops, serialization_format: skops}", "model.skops", "is pickled")]
    [InlineData("lightgbm: {data: model.skops}", "model.skops", "is pickled")]
    [InlineData("xgboost: {data: model.ubj}", "model.ubj", "is pickled")]
    public void Pickle_under_another_name_is_refused_as_a_pickle(string flavor, string file, string sentence)
    {
        using ModelFolder folder = new($"flavors:\n  {flavor}\n");
        folder.Write(file, "");
        File.WriteAllBytes(folder[file], [0x80, 0x05, 0x95, 0x10]);

        Assert.Contains(sentence, folder.Refused().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sklearn: {pickled_model: model.joblib, serialization_format: joblib}", "model.joblib", "is pickled")]
    [InlineData("sklearn: {pickled_model: model.bin}", "model.bin", "is in none of the formats that are read here")]
    [InlineData("xgboost: {data: model.xgb}", "model.xgb", "is in none of the formats that are read here")]
    [InlineData("lightgbm: {data: model.lgb}", "model.lgb", "is in none of the formats that are read here")]
    public void File_in_another_format_is_refused_with_the_recipe(string flavor, string file, string sentence)
    {
        using ModelFolder folder = new($"flavors:\n  {flavor}\n");
        folder.Write(file, "binf and more");

        string message = folder.Refused().Message;

        Assert.Contains(sentence, message, StringComparison.Ordinal);
        Assert.Contains("the package RedisAi.Importers reads", message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_not_there_is_named()
    {
        using ModelFolder folder = new("flavors: {xgboost: {data: model.ubj}}");

        MlflowException error = folder.Refused();

        Assert.Equal(MlflowErrorCodes.ResourceDoesNotExist, error.ErrorCode);
        Assert.Contains("needs the file 'model.ubj', which is not there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_folder_says_of_the_model_reaches_the_importer()
    {
        using ModelFolder folder = new("flavors:\n  xgboost: {data: model.json, model_class: xgboost.sklearn.XGBClassifier}\n  python_function: {loader_module: mlflow.xgboost, predict_fn: predict_proba}\n" + Columns);
        folder.Write("model.json", FakeImporter.FileOf("mlp"));

        ImportOptions seen = await ImportAsync(folder);

        Assert.Equal(("xgboost.sklearn.XGBClassifier", "predict_proba"), (seen.ModelClass, seen.PredictFunction));
        Assert.Equal([new ImportColumn("age", TensorDataType.Float64), new ImportColumn("city", TensorDataType.String)], seen.Columns);
    }

    [Fact]
    public async Task What_every_model_does_and_tensors_are_nothing_that_an_importer_has_to_know()
    {
        using ModelFolder folder = new("""
            flavors:
              xgboost: {data: model.json}
              python_function: {predict_fn: predict}
            signature:
              inputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 64]}}]'

            """);
        folder.Write("model.json", FakeImporter.FileOf("mlp"));

        ImportOptions seen = await ImportAsync(folder);

        Assert.Equal((null, null), (seen.ModelClass, seen.PredictFunction));
        Assert.Empty(seen.Columns);
    }

    [Fact]
    public async Task Table_that_is_not_what_the_file_takes_is_no_reason_to_refuse_the_model()
    {
        using ModelFolder folder = new("flavors:\n  xgboost: {data: model.ubj, model_class: xgboost.sklearn.XGBRegressor}\n" + Columns);
        File.Copy(TestData.Path("xgboost", "regressor", "model.ubj"), Path.Combine(folder.Path, "model.ubj"));
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);

        ModelInfo info = await ai.Models.StoreAsync("m", opened.Source, opened.CreateOptions());

        Assert.Equal("(X Float32[rows,5]) -> (prediction Float32[rows])", info.Signature.ToString());
    }

    private static async Task<ImportOptions> ImportAsync(ModelFolder folder)
    {
        FakeImporter importer = new();
        await using RedisAiEngine ai = new(new RedisAiOptions { Importers = { importer } }, [new OnnxBackend()]);
        MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);
        ModelInfo info = await ai.Models.StoreAsync("m", opened.Source, opened.CreateOptions());
        Assert.Equal("ONNX", info.Backend);
        return Assert.Single(importer.Seen);
    }
}
