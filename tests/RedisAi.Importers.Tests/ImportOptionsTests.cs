using System.Text;
using System.Text.Json;
using RedisAi.Backends;
using RedisAi.Importers.LightGBM;
using RedisAi.Importers.Tests.LightGBM;
using RedisAi.Importers.Tests.Sklearn;
using RedisAi.Importers.TorchExport;
using RedisAi.Importers.XGBoost;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests;

/// <summary>Settings that do not fit the file are errors; what a folder of MLflow's says is passed over where it does not.</summary>
public sealed class ImportOptionsTests
{
    private static readonly string s_program = TestData.Path("torch_export", "conv.pt2");

    [Theory]
    [InlineData("age=years:1", "The import option Columns has 1 columns (age=years), but LightGBM's model takes 2 (age=years, größe).")]
    [InlineData("age=years:1,größe:1,c:1", "The import option Columns has 3 columns (age=years, größe, c), but LightGBM's model takes 2 (age=years, größe).")]
    [InlineData("age=years:1,größe:s", "The import option Columns says that 'größe' is of texts, but LightGBM's models take numbers alone.")]
    [InlineData("größe:1,age=years:1", "The import option Columns has 'größe' as column 0, where LightGBM's model has 'age=years' (age=years, größe).")]
    public void Columns_that_do_not_fit_are_told_with_those_of_LightGBMs_file(string columns, string message) =>
        Assert.Equal(message, Refusal(new LightGbmImporter(), LightGbm(), Asked(columns)));

    [Theory]
    [InlineData("a:1,b:1", "The import option Columns has 2 columns (a, b), but XGBoost's model takes 5.")]
    [InlineData("a:1,b:1,c:1,d:1,e:1,f:1,g:1", "The import option Columns has 7 columns (a, b, c, d, e, ...), but XGBoost's model takes 5.")]
    [InlineData("a:1,b:1,c:1,d:1,e:s", "The import option Columns says that 'e' is of texts, but XGBoost's models take numbers alone.")]
    public void Columns_that_do_not_fit_are_told_with_those_of_XGBoosts_file(string columns, string message) =>
        Assert.Equal(message, Refusal(new XgbImporter(), XgBoost(), Asked(columns)));

    [Fact]
    public void Features_without_names_take_those_of_the_columns()
    {
        string made = LightGbmText("Column_0 Column_1");

        Assert.Contains("feature_namesa\nb\nc\nd\ne", Graph(new XgbImporter(), XgBoost(), Asked("a:1,b:1,c:1,d:1,e:1")), StringComparison.Ordinal);
        Assert.DoesNotContain("feature_names", Graph(new XgbImporter(), XgBoost(), new ModelOptions()), StringComparison.Ordinal);
        Assert.Contains("feature_namesage\nsize", Graph(new LightGbmImporter(), Of(made), Asked("age:1,size:1")), StringComparison.Ordinal);
        Assert.Contains("feature_namesColumn_0\nColumn_1", Graph(new LightGbmImporter(), Of(made), new ModelOptions()), StringComparison.Ordinal);
    }

    [Fact]
    public void LightGBMs_underscores_for_blanks_are_the_same_names() =>
        Assert.Contains("feature_namesage_in_years\nsize", Graph(new LightGbmImporter(), Of(LightGbmText("age_in_years size")), Asked("age in years:1,size:1")), StringComparison.Ordinal);

    [Fact]
    public void A_class_that_is_none_of_LightGBMs_is_refused() => Assert.Equal(
        "The model_class 'nonsense' (the import option ModelClass) is none of LightGBM's.",
        Refusal(new LightGbmImporter(), LightGbm(), new ModelOptions().ConfigureImport(static import => import.ModelClass = "nonsense")));

    [Fact]
    public void An_archive_of_skops_is_of_the_class_that_it_says()
    {
        string path = SkopsCase.LoadMade("named-numbers").ModelPath;
        SkopsImporter importer = new();

        Assert.Equal("The import option ModelClass is 'nonsense', but the archive holds a sklearn.pipeline.Pipeline.", Refusal(importer, At(path), Class("nonsense")));
        Assert.NotEmpty(Graph(importer, At(path), Class("Pipeline")));
        Assert.NotEmpty(Graph(importer, At(path), Class("sklearn.pipeline.Pipeline")));

        static ModelOptions Class(string name) => new ModelOptions().ConfigureImport(import => import.ModelClass = name);
    }

    [Theory]
    [InlineData("named-numbers", "a:1,e:1", "The import option Columns has 'e', which is none of the 4 columns of the sklearn.pipeline.Pipeline (a, b, c, d).")]
    [InlineData("named-numbers", "b:s", "The import option Columns says that 'b' is of texts, but the sklearn.pipeline.Pipeline takes numbers there.")]
    [InlineData("logistic-words", "a:1,b:1", "The import option Columns has 2 columns (a, b), but the sklearn.linear_model._logistic.LogisticRegression takes 4.")]
    public void Columns_that_scikit_learns_model_does_not_have_are_told(string name, string columns, string message) =>
        Assert.Equal(message, Refusal(new SkopsImporter(), At(SkopsCase.LoadMade(name).ModelPath), Asked(columns)));

    [Fact]
    public void A_program_of_torch_export_has_nothing_to_choose()
    {
        Assert.StartsWith("The import option ModelClass is 'a.B', but a program of torch.export has no", Program(static import => import.ModelClass = "a.B"), StringComparison.Ordinal);
        Assert.StartsWith("The import option PredictFunction is 'predict', but", Program(static import => import.PredictFunction = "predict"), StringComparison.Ordinal);
        Assert.StartsWith("The import option Columns has 1 columns, but", Program(static import => import.Columns.Add(new ImportColumn("x", TensorDataType.Float32))), StringComparison.Ordinal);

        static string Program(Action<ImportOptions> configure) => Refusal(new TorchExportImporter(), At(s_program), new ModelOptions().ConfigureImport(configure));
    }

    [Fact]
    public void What_a_folder_says_and_does_not_fit_is_passed_over()
    {
        string folder = $$"""{"modelClass": "mine.Model", "columns": [{"name": "a", "type": 1}, {"name": "b", "type": {{(int)TensorDataType.String}}}, {"name": "c", "type": 1}], "fromFolder": true}""";

        Assert.Contains("feature_namesage=years\ngröße", Graph(new LightGbmImporter(), LightGbm(), Said(folder)), StringComparison.Ordinal);
        Assert.NotEmpty(Graph(new SkopsImporter(), At(SkopsCase.LoadMade("named-numbers").ModelPath), Said(folder)));
        Assert.NotEmpty(Graph(new TorchExportImporter(), At(s_program), Said(folder)));
        Assert.DoesNotContain("feature_names", Graph(new XgbImporter(), XgBoost(), Said(folder.Replace("mine.Model", "Booster", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_set_over_what_a_folder_says_must_fit()
    {
        ModelOptions options = Said("""{"columns": [{"name": "a", "type": 1}], "fromFolder": true}""");
        options.ConfigureImport(static import => import.Columns.Add(new ImportColumn("b", TensorDataType.Float32)));

        Assert.StartsWith("The import option Columns has 2 columns (a, b), but XGBoost's", Refusal(new XgbImporter(), XgBoost(), options), StringComparison.Ordinal);
    }

    private static ModelContent XgBoost() => At(TestData.Path("xgboost", "regressor", "model.ubj"));

    private static ModelContent LightGbm() => Of(SmallLightGbm.Stump("0.5", 2));

    private static string LightGbmText(string names) => SmallLightGbm.Stump("0.5", 2).Replace("feature_names=age=years größe", $"feature_names={names}", StringComparison.Ordinal);

    private static ModelContent At(string path) => new(path, default, default, null);

    private static ModelContent Of(string text) => new(null, Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(text), null);

    /// <summary>Options with columns: <c>name:1</c> for numbers, <c>name:s</c> for texts.</summary>
    private static ModelOptions Asked(string columns) => new ModelOptions().ConfigureImport(import =>
    {
        foreach (string[] part in columns.Split(',').Select(static column => column.Split(':')))
        {
            import.Columns.Add(new ImportColumn(part[0], part[1] == "s" ? TensorDataType.String : TensorDataType.Float32));
        }
    });

    private static ModelOptions Said(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        ModelOptions options = new();
        options.SetBackendOptions(ImportOptions.Name, document.RootElement.Clone());
        return options;
    }

    private static string Refusal(IModelImporter importer, ModelContent content, ModelOptions options) =>
        Assert.Throws<ModelLoadException>(() => importer.Import(content, options, TestContext.Current.CancellationToken)).Message;

    /// <summary>The file that comes out, without the bytes that are no letters, so that a key of its metadata stands before its value.</summary>
    private static string Graph(IModelImporter importer, ModelContent content, ModelOptions options) => new(
        [.. Encoding.UTF8.GetString(importer.Import(content, options, TestContext.Current.CancellationToken).Bytes.Span).Where(static letter => letter == '\n' || !char.IsControl(letter))]);
}
