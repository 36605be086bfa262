using System.Globalization;
using System.Text;
using System.Text.Json;
using RedisAi.Backends.Onnx;
using RedisAi.Importers;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Scoring;

/// <summary>Columns that the file of a model names, against what the library answers.</summary>
public sealed class FeatureNameTests
{
    private const int Pixels = 64;

    private static readonly string s_digits = Path.Combine(TestData.Root, "samples", "Digits", "model");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("xgboost")]
    [InlineData("sklearn")]
    public async Task Columns_go_in_by_the_names_of_the_file_where_no_signature_has_any(string library)
    {
        NamedModel model = NamedModel.Of(library);
        string[] reversed = [.. model.Names.Reverse()];
        string[] more = ["more", .. reversed];

        foreach (string request in new[] { model.Split(model.Names), model.Split(reversed), model.Split(more), model.Records(reversed), model.Records(more), model.Columns(reversed), model.Columns(more) })
        {
            AssertAnswer(model, await AskAsync(model.Folder(), request));
        }

        AssertAnswer(model, await AskAsync(model.Folder(), $"{{\"instances\":[{model.Objects(reversed)}]}}"));
    }

    [Theory]
    [InlineData("xgboost")]
    [InlineData("sklearn")]
    public async Task Names_of_the_file_decide_where_a_signature_has_another_order(string library)
    {
        NamedModel model = NamedModel.Of(library);
        string[] reversed = [.. model.Names.Reverse()];

        foreach (string request in new[] { model.Split(model.Names), model.Split(reversed), model.Records(model.Names), model.Columns([.. model.Names, "more"]) })
        {
            AssertAnswer(model, await AskAsync(model.Folder(reversed), request));
        }
    }

    [Theory]
    [InlineData("xgboost")]
    [InlineData("sklearn")]
    public async Task Column_that_is_missing_or_of_another_name_is_refused_with_the_names_that_lack(string library)
    {
        NamedModel model = NamedModel.Of(library);
        string[] fewer = model.Names[..^1];
        string[] foreign = [.. fewer, "other"];

        foreach (string request in new[] { model.Split(fewer), model.Split(foreign), model.Split([.. model.Names.Select(static name => $"{name}!")]), model.Records(foreign), model.Columns(fewer), model.Columns(foreign) })
        {
            MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => AskAsync(model.Folder(), request));
            Assert.Contains($"'{model.Names[^1]}'", error.Message, StringComparison.Ordinal);
            Assert.Contains($"Its file names the {model.Names.Length} columns", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("xgboost")]
    [InlineData("sklearn")]
    public async Task Rows_without_names_go_in_by_place(string library)
    {
        NamedModel model = NamedModel.Of(library);
        string rows = model.Lists();
        string numbered = string.Join(',', Enumerable.Range(0, model.Names.Length));

        foreach (string body in new[] { $"\"dataframe_split\":{{\"data\":[{rows}]}}", $"\"dataframe_split\":{{\"columns\":[{numbered}],\"data\":[{rows}]}}", $"\"inputs\":[{rows}]", $"\"instances\":[{rows}]", $"\"inputs\":{{\"X\":[{rows}]}}" })
        {
            AssertAnswer(model, await AskAsync(model.Folder(), $"{{{body}}}"));
        }
    }

    [Fact]
    public async Task Signature_with_other_names_counts_by_its_order()
    {
        NamedModel model = NamedModel.Of("sklearn");
        string body = "{\"dataframe_split\":{\"columns\":[\"p\",\"q\",\"r\",\"s\"],\"data\":[" + model.Lists() + "]}}";

        AssertAnswer(model, await AskAsync(model.Folder("p", "q", "r", "s"), body));
    }

    [Fact]
    public async Task Names_that_a_library_has_made_up_are_none()
    {
        string names = string.Join(',', Enumerable.Range(0, Pixels).Select(static place => $"\"p{place}\""));

        AssertDigits(await AskAsync(Leaves(static text => text), Digits(names, Enumerable.Range(0, Pixels))));
    }

    [Fact]
    public async Task Spaces_of_a_name_are_the_underscores_of_a_file_of_LightGBMs()
    {
        string names = string.Join(',', Enumerable.Range(0, Pixels).Reverse().Select(static place => $"\"the pixel {place}\""));

        AssertDigits(await AskAsync(Leaves(static text => text.Replace("Column_", "the_pixel_", StringComparison.Ordinal)), Digits(names, Enumerable.Range(0, Pixels).Reverse())));
    }

    /// <summary>Holds an answer to the two rows of a model to that of its library.</summary>
    internal static void AssertAnswer(NamedModel model, string answer) => AssertNear(model.Truth, answer, 1e-4f);

    private static void AssertDigits(string answer)
    {
        using AiTensor truth = NpyFile.Load(Path.Combine(s_digits, "lightgbm.out.npy"));
        AssertNear(truth.AsSpan<float>()[..20].ToArray(), answer, 1e-5f);
    }

    internal static void AssertNear(float[] expected, string answer, float tolerance)
    {
        float[] came = Predictions(answer);
        Assert.Equal(expected.Length, came.Length);
        Assert.All(came.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, tolerance));
    }

    private static ModelFolder Leaves(Func<string, string> rename)
    {
        ModelFolder folder = new("flavors:\n  lightgbm: {data: model.lgb, model_class: lightgbm.basic.Booster}\n");
        folder.Write("model.lgb", rename(File.ReadAllText(Path.Combine(s_digits, "lightgbm.txt"))));
        return folder;
    }

    private static string Digits(string names, IEnumerable<int> order)
    {
        using AiTensor pictures = NpyFile.Load(Path.Combine(s_digits, "pictures.npy"));
        byte[] pixels = pictures.AsSpan<byte>()[..(2 * Pixels)].ToArray();
        IEnumerable<string> rows = pixels.Chunk(Pixels).Select(row => $"[{string.Join(',', order.Select(place => row[place].ToString(CultureInfo.InvariantCulture)))}]");
        return "{\"dataframe_split\":{\"columns\":[" + names + "],\"data\":[" + string.Join(',', rows) + "]}}";
    }

    private static async Task<string> AskAsync(ModelFolder folder, string request)
    {
        using (folder)
        {
            MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);
            await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
            await ai.Models.StoreAsync("m", opened.Source, opened.CreateOptions(), Token);
            return Encoding.UTF8.GetString((await SmokeTest.RunAsync(ai.Models["m"], opened.Contract, Encoding.UTF8.GetBytes(request), Token)).Span);
        }
    }

    /// <summary>All numbers, row by row.</summary>
    private static float[] Predictions(string answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer);
        return [.. document.RootElement.GetProperty("predictions").EnumerateArray().SelectMany(static row => row.ValueKind == JsonValueKind.Array ? row.EnumerateArray().Select(static cell => cell.GetSingle()).ToArray() : [row.GetSingle()])];
    }
}
