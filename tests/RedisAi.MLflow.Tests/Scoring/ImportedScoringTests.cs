using System.Globalization;
using System.Text;
using System.Text.Json;
using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;
using RedisAi.Importers;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Scoring;

/// <summary>Models of other libraries, imported from folders of MLflow's and asked as its scoring endpoint is.</summary>
public sealed class ImportedScoringTests
{
    private const int Columns = 64;

    private const string DroppingSignature = """
        signature:
          inputs: '[{"type": "double", "name": "age"}, {"type": "string", "name": "city"}, {"type": "string", "name": "id"}, {"type": "string", "name": "note"}]'

        """;

    private static readonly string s_digits = Path.Combine(TestData.Root, "samples", "Digits", "model");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Function_of_the_folder_is_what_is_answered()
    {
        string labels = await AskAsync(Linear(""), Table(columns: null));
        string probabilities = await AskAsync(Linear("predict_fn: predict_proba"), Table(columns: null));

        float[] expected = LinearTruth();
        Assert.Equal([Largest(expected.AsSpan(0, 10)), Largest(expected.AsSpan(10, 10))], Predictions(labels).Select(static row => (int)row[0]));
        AssertNear(expected, probabilities);
    }

    [Fact]
    public async Task Columns_go_in_by_name_in_the_order_of_the_signature_and_further_ones_are_dropped()
    {
        string signature = "signature:\n  inputs: '[" + string.Join(", ", Enumerable.Range(0, Columns).Select(static i => $"{{\"type\": \"double\", \"name\": \"p{i}\"}}")) + "]'\n";
        string[] names = [.. Enumerable.Range(0, Columns).Select(static i => $"p{i}")];

        string inOrder = await AskAsync(Linear("predict_fn: predict_proba", signature), Table(names));
        string reversed = await AskAsync(Linear("predict_fn: predict_proba", signature), Table([.. names.Reverse().Append("more")]));
        string records = await AskAsync(Linear("predict_fn: predict_proba", signature), Records(names));

        Assert.All([inOrder, reversed, records], static answer => AssertNear(LinearTruth(), answer));
    }

    [Fact]
    public async Task Booster_and_classifier_are_told_apart_by_the_class_of_the_folder()
    {
        string classifier = await AskAsync(Boosted("model_class: xgboost.sklearn.XGBClassifier"), Table(columns: null));
        string booster = await AskAsync(Boosted("model_class: xgboost.core.Booster"), Table(columns: null));

        Assert.All(Predictions(classifier), static row => Assert.Single(row));
        Assert.All(Predictions(booster), static row => Assert.Equal(1, row.Sum(), 1e-5f));
        Assert.Equal(Predictions(classifier).Select(static row => (int)row[0]), Predictions(booster).Select(static row => Largest(row)));
    }

    [Theory]
    [InlineData("""{"dataframe_split": {"columns": ["age", "income", "city"], "data": [[68.0, null, "Bern"], [23.0, 52.37513, "Oslo"]]}}""")]
    [InlineData("""{"dataframe_split": {"columns": ["city", "z", "age", "income"], "data": [["Bern", 1, 68.0, null], ["Oslo", 2, 23.0, 52.37513]]}}""")]
    [InlineData("""{"dataframe_records": [{"age": 68.0, "income": null, "city": "Bern"}, {"city": "Oslo", "income": 52.37513, "age": 23.0}]}""")]
    public async Task Table_of_numbers_and_texts_is_answered_as_the_library_does(string request)
    {
        string fixture = Path.Combine(Recordings.RequireFolder(), "..", "models", "sklearn-table");
        using AiTensor labels = NpyFile.Load(Path.Combine(fixture, "out.label.npy"));

        string answer = await AskAsync(MlflowModelFolder.Open(Path.Combine(fixture, "mlflow")), request);

        Assert.Equal(labels.AsSpan<long>()[..2].ToArray(), Predictions(answer).Select(static row => (long)row[0]));
    }

    [Theory]
    [InlineData("""{"dataframe_split": {"columns": ["age", "city", "id", "note"], "data": [[30, "Bern", "i0", "some"], [41, "Oslo", "i1", null]]}}""")]
    [InlineData("""{"dataframe_records": [{"city": "Bern", "age": 30}, {"age": 41, "city": "Oslo"}]}""")]
    public async Task Columns_that_the_model_drops_are_passed_over_and_not_needed(string request)
    {
        string unsigned = await AskAsync(Dropping(""), request);
        string optional = await AskAsync(Dropping(DroppingSignature.Replace("\"id\"", "\"id\", \"required\": false", StringComparison.Ordinal).Replace("\"note\"", "\"note\", \"required\": false", StringComparison.Ordinal)), request);

        Assert.Equal(Labels("table-dropped")[..2], Predictions(unsigned).Select(static row => (long)row[0]));
        Assert.Equal(unsigned, optional);
    }

    [Theory]
    [InlineData("""{"dataframe_split": {"columns": ["age", "city", "id", "note"], "data": [[30, "Bern", "i0", "some"], [41, "Oslo", "i1", null]]}}""")]
    [InlineData("""{"inputs": {"note": ["some", null], "age": [30, 41], "city": ["Bern", "Oslo"], "id": ["i0", "i1"]}}""")]
    public async Task Columns_that_the_signature_demands_are_taken_though_the_model_drops_them(string request)
    {
        string signed = await AskAsync(Dropping(DroppingSignature), request);

        Assert.Equal(Labels("table-dropped")[..2], Predictions(signed).Select(static row => (long)row[0]));
    }

    [Theory]
    [InlineData("dataframe_records", "[{\"d\":D0,\"a\":A0},{\"a\":A1,\"d\":D1}]")]
    [InlineData("dataframe_split", "{\"columns\":[\"d\",\"more\",\"a\"],\"data\":[[D0,1,A0],[D1,2,A1]]}")]
    [InlineData("inputs", "{\"a\":[A0,A1],\"d\":[D0,D1]}")]
    public async Task Column_of_numbers_that_the_model_drops_may_be_missing_where_no_signature_demands_it(string form, string body)
    {
        string data = TestData.Path("skops", "named-dropped");
        using AiTensor table = NpyFile.Load(Path.Combine(data, "in.X.npy"));
        using AiTensor truth = NpyFile.Load(Path.Combine(data, "out.prediction.npy"));
        float[] cells = table.AsSpan<float>()[..8].ToArray();
        (string Mark, float Cell)[] marks = [("A0", cells[0]), ("D0", cells[3]), ("A1", cells[4]), ("D1", cells[7])];
        string rows = marks.Aggregate(body, static (text, mark) => text.Replace(mark.Mark, mark.Cell.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        ModelFolder folder = new("flavors:\n  sklearn: {pickled_model: model.skops, serialization_format: skops}\n");
        folder.Copy("skops/named-dropped/model.skops", "model.skops");

        string answer = await AskAsync(folder, $"{{\"{form}\":{rows}}}");

        Assert.All(Predictions(answer).Zip(truth.AsSpan<float>()[..2].ToArray()), static pair => Assert.Equal(pair.Second, pair.First[0], 1e-5f));
    }

    [Theory]
    [InlineData("""{"dataframe_split": {"columns": ["age", "city", "note"], "data": [[30, "Bern", "some"]]}}""")]
    [InlineData("""{"dataframe_records": [{"city": "Bern", "age": 30, "note": "some"}]}""")]
    [InlineData("""{"inputs": {"age": [30], "city": ["Bern"], "note": ["some"]}}""")]
    public async Task Columns_that_the_signature_demands_must_be_there_though_the_model_drops_them(string request)
    {
        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => AskAsync(Dropping(DroppingSignature), request));

        Assert.Contains("The model is missing inputs: 'id'. It takes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"dataframe_split": {"columns": ["age", "city"], "data": [[null, "Rom"], [60, null]]}}""")]
    [InlineData("""{"dataframe_records": [{"age": null, "city": "Rom"}, {"age": 60, "city": null}]}""")]
    [InlineData("""{"dataframe_records": [{"age": null, "city": "Rom"}, {"age": 60, "city": ""}]}""")]
    [InlineData("""{"inputs": {"age": [[null], [60]], "city": [["Rom"], [null]]}}""")]
    public async Task Text_that_is_null_is_a_missing_one_as_a_number_is(string request)
    {
        using AiTensor truth = NpyFile.Load(TestData.Path("skops", "table-dropped", "out.probabilities.npy"));

        string answer = await AskAsync(Dropping("", "predict_fn: predict_proba"), request);

        double[] expected = [.. truth.AsSpan<double>()[6..8], .. truth.AsSpan<double>()[12..14]];
        Assert.Equal(expected, Predictions(answer).SelectMany(static row => row).Select(static share => (double)share), (left, right) => Math.Abs(left - right) < 1e-5);
    }

    [Theory]
    [InlineData("{\"type\": \"double\", \"name\": \"a\"}, {\"type\": \"double\", \"name\": \"b\"}, {\"type\": \"long\", \"name\": \"c\"}, {\"type\": \"double\", \"name\": \"d\"}", "{\"dataframe_split\":{\"columns\":[\"a\",\"b\",\"c\",\"d\"],\"data\":[ROWS]}}")]
    [InlineData("{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"float64\", \"shape\": [-1, 4]}}", "{\"inputs\":[ROWS]}")]
    public async Task Doubles_that_lie_far_from_zero_are_answered_as_the_library_answers_them(string inputs, string request)
    {
        string data = TestData.Path("skops", "far-standard");
        using AiTensor table = NpyFile.Load(Path.Combine(data, "double.X.npy"));
        using AiTensor truth = NpyFile.Load(Path.Combine(data, "double.probabilities.npy"));
        ModelFolder folder = new($"flavors:\n  sklearn: {{pickled_model: model.skops, serialization_format: skops}}\n  python_function: {{loader_module: mlflow.sklearn, predict_fn: predict_proba}}\nsignature:\n  inputs: '[{inputs}]'\n");
        folder.Copy("skops/far-standard/model.skops", "model.skops");
        string rows = string.Join(',', table.AsSpan<double>().ToArray().Chunk(4).Select(static row => $"[{string.Join(',', row.Select(static cell => cell.ToString("R", CultureInfo.InvariantCulture)))}]"));

        string answer = await AskAsync(folder, request.Replace("ROWS", rows, StringComparison.Ordinal));

        float[] came = [.. Predictions(answer).SelectMany(static row => row)];
        double[] expected = truth.AsSpan<double>().ToArray();
        Assert.Equal(expected.Length, came.Length);
        Assert.All(came.Zip(expected), static pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-6 + (1e-5 * pair.Second)));
    }

    [Fact]
    public async Task Text_that_is_null_is_refused_by_the_model_where_that_takes_none_missing()
    {
        ModelFolder folder = new("flavors:\n  sklearn: {pickled_model: model.skops, serialization_format: skops}\n  python_function: {loader_module: mlflow.sklearn}\n");
        File.Copy(TestData.Path("skops", "table", "model.skops"), folder["model.skops"]);

        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(folder, """{"dataframe_records": [{"age": 41, "colour": null, "rate": 2, "city": null}]}"""));

        Assert.True(error is MlflowException or TensorMismatchException, error.ToString());
        Assert.Contains("OneHotEncoder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_library_refuses_is_refused_with_the_reason()
    {
        string body = Table(columns: null).Replace("[[0", "[[null", StringComparison.Ordinal);

        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(Linear(""), body));

        Assert.True(error is MlflowException or BackendException or TensorMismatchException, error.ToString());
        Assert.Contains("LogisticRegression", error.Message, StringComparison.Ordinal);
    }

    /// <summary>What scikit-learn has answered to the first two pictures.</summary>
    private static float[] LinearTruth()
    {
        using AiTensor truth = NpyFile.Load(Path.Combine(s_digits, "scikit-learn.out.npy"));
        return truth.AsSpan<float>()[..(2 * 10)].ToArray();
    }

    private static void AssertNear(float[] expected, string answer)
    {
        float[] came = [.. Predictions(answer).SelectMany(static row => row)];
        Assert.Equal(expected.Length, came.Length);
        Assert.All(came.Zip(expected), static pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    private static ModelFolder Linear(string python, string more = "")
    {
        ModelFolder folder = new($"flavors:\n  sklearn: {{pickled_model: model.skops, serialization_format: skops}}\n  python_function: {{loader_module: mlflow.sklearn, {python}}}\n{more}");
        File.Copy(Path.Combine(s_digits, "scikit-learn.skops"), folder["model.skops"]);
        return folder;
    }

    /// <summary>A model that takes an age and a city, and drops two columns of texts.</summary>
    private static ModelFolder Dropping(string more, string python = "")
    {
        ModelFolder folder = new($"flavors:\n  sklearn: {{pickled_model: model.skops, serialization_format: skops}}\n  python_function: {{loader_module: mlflow.sklearn, {python}}}\n{more}");
        File.Copy(TestData.Path("skops", "table-dropped", "model.skops"), folder["model.skops"]);
        return folder;
    }

    private static long[] Labels(string model)
    {
        using AiTensor labels = NpyFile.Load(TestData.Path("skops", model, "out.label.npy"));
        return labels.AsSpan<long>().ToArray();
    }

    private static ModelFolder Boosted(string flavor)
    {
        ModelFolder folder = new($"flavors:\n  xgboost: {{data: model.ubj, {flavor}}}\n");
        File.Copy(Path.Combine(s_digits, "xgboost.ubj"), folder["model.ubj"]);
        return folder;
    }

    private static async Task<string> AskAsync(ModelFolder folder, string request)
    {
        using (folder)
        {
            return await AskAsync(MlflowModelFolder.Open(folder.Path), request);
        }
    }

    private static async Task<string> AskAsync(MlflowModelFolder folder, string request)
    {
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend(), new TorchBackend()]);
        await ai.Models.StoreAsync("m", folder.Source, folder.CreateOptions(), Token);
        return Encoding.UTF8.GetString((await SmokeTest.RunAsync(ai.Models["m"], folder.Contract, Encoding.UTF8.GetBytes(request), Token)).Span);
    }

    /// <summary>The first two pictures; a column that has no place gets zeros.</summary>
    private static string Table(string[]? columns)
    {
        byte[] pixels = Pixels();
        int width = columns?.Length ?? Columns;
        IEnumerable<string> rows = Enumerable.Range(0, 2).Select(row => $"[{string.Join(',', Enumerable.Range(0, width).Select(place => Cell(row, columns?[place] ?? $"p{place}")))}]");
        string names = columns is null ? "" : $"\"columns\":[{string.Join(',', columns.Select(static name => $"\"{name}\""))}],";
        return "{\"dataframe_split\":{" + names + "\"data\":[" + string.Join(',', rows) + "]}}";

        string Cell(int row, string name) => name[0] == 'p' ? pixels[(row * Columns) + int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture)].ToString(CultureInfo.InvariantCulture) : "0";
    }

    private static string Records(string[] columns)
    {
        byte[] pixels = Pixels();
        IEnumerable<string> rows = Enumerable.Range(0, 2).Select(row => $"{{{string.Join(',', columns.Select((name, place) => string.Create(CultureInfo.InvariantCulture, $"\"{name}\":{pixels[(row * Columns) + place]}")).Reverse())}}}");
        return "{\"dataframe_records\":[" + string.Join(',', rows) + "]}";
    }

    private static byte[] Pixels()
    {
        using AiTensor pictures = NpyFile.Load(Path.Combine(s_digits, "pictures.npy"));
        return pictures.AsSpan<byte>()[..(2 * Columns)].ToArray();
    }

    private static float[][] Predictions(string answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer);
        return [.. document.RootElement.GetProperty("predictions").EnumerateArray().Select(static row => row.ValueKind == JsonValueKind.Array ? row.EnumerateArray().Select(static cell => cell.GetSingle()).ToArray() : [row.GetSingle()])];
    }

    private static int Largest(ReadOnlySpan<float> numbers) => numbers.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(numbers));
}
