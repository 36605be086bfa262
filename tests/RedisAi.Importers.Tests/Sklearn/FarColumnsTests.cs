using System.Text.Json;
using System.Text.Json.Nodes;
using RedisAi.Backends.Onnx;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Columns whose values lie far from 0 compared to how far they lie apart, where somebody says that they are doubles or whole numbers; against scikit-learn's answers to doubles.</summary>
public sealed class FarColumnsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. SkopsCase.MadeNames().Where(static name => name.StartsWith("far-", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Doubles_of_a_signature_are_answered_as_Python_answers_them(string name)
    {
        string folder = TestData.Path("skops", name);
        string[] files = Directory.GetFiles(folder, "double.*.npy");
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        using AiTensor rows = NpyFile.Load(Path.Combine(folder, "double.X.npy"));

        Assert.True(files.Length > 1, $"There are {files.Length} files.");
        foreach (string file in files.Where(static file => !file.EndsWith(".X.npy", StringComparison.Ordinal)))
        {
            string output = Path.GetFileName(file).Split('.')[1];
            string function = output switch
            {
                "probabilities" => "predict_proba",
                "scores" => "decision_function",
                "transformed" => "transform",
                _ => "predict",
            };
            ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromFile(SkopsCase.LoadMade(name).ModelPath), Said("Float64", function), Token);
            using AiTensor theirs = NpyFile.Load(file);
            using ModelResult ours = ai.Models["m"].Run([rows]);

            Assert.StartsWith("(X Float64[rows,4])", info.Signature.ToString(), StringComparison.Ordinal);
            PythonAnswers.AssertClose(theirs, ours[0], output);
        }
    }

    [Fact]
    public async Task Trees_over_histograms_compare_doubles()
    {
        string folder = TestData.Path("sklearn_ensembles", "hist_far");
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        ModelOptions options = Said(("time", TensorDataType.Int64), ("a", TensorDataType.Float64), ("b", TensorDataType.Float64));
        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromFile(Path.Combine(folder, "model.skops")), options, Token);
        using AiTensor rows = NpyFile.Load(Path.Combine(folder, "double.X.npy"));
        using AiTensor theirs = NpyFile.Load(Path.Combine(folder, "double.prediction.npy"));

        using ModelResult ours = ai.Models["m"].Run([rows]);

        Assert.StartsWith("(X Float64[rows,3])", info.Signature.ToString(), StringComparison.Ordinal);
        PythonAnswers.AssertClose(theirs, ours[0], "prediction");
    }

    [Theory]
    [InlineData("far-standard", "Float32", "(X Float32[rows,4])")]
    [InlineData("far-standard", "Int64", "(X Float64[rows,4])")]
    [InlineData("scale-then-classify", "Float64", "(X Float32[rows,4])")]
    [InlineData("min-max-scaler-clip", "Float64", "(X Float32[rows,4])")]
    public async Task Singles_stay_what_is_usual_where_they_keep_enough_or_nobody_says_more(string name, string type, string input)
    {
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);

        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromFile(SkopsCase.LoadMade(name).ModelPath), Said(type, function: null), Token);

        Assert.StartsWith(input, info.Signature.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("far-standard", "(X Float64[rows,4])")]
    [InlineData("scale-then-classify", "(X Float32[rows,4])")]
    public async Task Array_of_doubles_says_it_of_all_its_columns(string name, string input)
    {
        ModelOptions options = Parse($$"""{"table":{{(int)TensorDataType.Float64}},"fromFolder":true}""");
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);

        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromFile(SkopsCase.LoadMade(name).ModelPath), options, Token);

        Assert.StartsWith(input, info.Signature.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_for_doubles_gets_them()
    {
        ModelOptions options = new ModelOptions().ConfigureImport(static import => import.Columns.Add(new ImportColumn("b", TensorDataType.Float64)));
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);

        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromFile(SkopsCase.LoadMade("named-numbers").ModelPath), options, Token);

        Assert.StartsWith("(X Float64[rows,4])", info.Signature.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_inputs_for_each_column_only_those_that_lie_far_are_doubles()
    {
        SkopsWriter writer = new();
        byte[] archive = writer.Write(Table(writer));
        ModelOptions options = Said(("time", TensorDataType.Float64), ("age", TensorDataType.Float64), ("city", TensorDataType.String));
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromBytes(archive), options, Token);
        using AiTensor times = AiTensor.Create<double>([2, 1], [1_700_000_001, 1_700_000_002]);
        using AiTensor ages = AiTensor.Create<float>([2, 1], [30, 60]);
        using AiTensor cities = AiTensor.CreateStrings([2, 1], ["a", "b"]);

        using ModelResult result = ai.Models["m"].Run([times, ages, cities]);

        Assert.StartsWith("(time Float64[rows,1], age Float32[rows,1], city String[rows,1])", info.Signature.ToString(), StringComparison.Ordinal);
        Assert.Equal([0.5f, -1, 1, 0, 1, 1, 0, 1], result[0].AsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData("OneHotEncoder", new float[] { 0, 1, 0, 0, 0, 1 })]
    [InlineData("OrdinalEncoder", new float[] { 1, 2 })]
    public async Task Categories_that_singles_lack_are_found_among_doubles(string encoder, float[] expected)
    {
        SkopsWriter writer = new();
        byte[] archive = writer.Write(Encoder(writer, encoder, writer.Array("<f8", [0.1, 16777217d, 1_700_000_001d])));
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromBytes(archive), Said(("id", TensorDataType.Float64)), Token);
        using AiTensor ids = AiTensor.Create<double>([2, 1], [16777217, 1_700_000_001]);
        using AiTensor unknown = AiTensor.Create<double>([1, 1], [16777216]);

        using ModelResult result = ai.Models["m"].Run([ids]);
        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([unknown]).Dispose());

        Assert.StartsWith("(X Float64[rows,1])", info.Signature.ToString(), StringComparison.Ordinal);
        Assert.Equal(expected, result[0].AsSpan<float>().ToArray());
        Assert.Contains("16777216, an unknown category", error.Message, StringComparison.Ordinal);
    }

    private static ModelOptions Said(string type, string? function)
    {
        TensorDataType dataType = Enum.Parse<TensorDataType>(type);
        ModelOptions options = Said(("a", dataType), ("b", dataType), ("c", dataType), ("d", dataType));
        return options.ConfigureImport(import => import.PredictFunction = function);
    }

    /// <summary>Columns as a folder of MLflow's says them, which need not fit.</summary>
    private static ModelOptions Said(params (string Name, TensorDataType Type)[] columns)
    {
        string json = string.Join(',', columns.Select(static column => $$"""{"name":"{{column.Name}}","type":{{(int)column.Type}}}"""));
        return Parse($$"""{"columns":[{{json}}],"fromFolder":true}""");
    }

    private static ModelOptions Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        ModelOptions options = new();
        options.SetBackendOptions(ImportOptions.Name, document.RootElement.Clone());
        return options;
    }

    private static JsonObject Encoder(SkopsWriter writer, string name, JsonObject categories) => writer.Object(
        $"sklearn.preprocessing._encoders.{name}",
        ("categories_", writer.List(categories)),
        ("handle_unknown", writer.Value("error")),
        ("drop_idx_", writer.Value(null)),
        ("n_features_in_", writer.Value(1)));

    private static JsonObject Table(SkopsWriter writer) => writer.Object(
        "sklearn.compose._column_transformer.ColumnTransformer",
        ("transformers_", writer.List(
            writer.List(
                writer.Value("numbers"),
                writer.Object("sklearn.preprocessing._data.StandardScaler", ("mean_", writer.Array("<f8", [1.7e9, 45d])), ("scale_", writer.Array("<f8", [2d, 15])), ("n_features_in_", writer.Value(2))),
                writer.List(writer.Value(0), writer.Value(1))),
            writer.List(writer.Value("cities"), Encoder(writer, "OneHotEncoder", writer.Objects("a", "b")), writer.List(writer.Value(2))))),
        ("feature_names_in_", writer.Objects("time", "age", "city")),
        ("n_features_in_", writer.Value(3)));
}
