using System.Text;
using System.Text.Json;
using RedisAi.Backends.Onnx;

namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>Columns of doubles whose thresholds float32 would mix up: seconds since 1970.</summary>
public sealed class LightGbmDoubleTests
{
    private const string Seconds = "num_leaves=3\nnum_cat=0\nsplit_feature=0 0\nthreshold=1700000000.5 1700000020.5\ndecision_type=2 2\nleft_child=-1 -2\nright_child=1 -3\nleaf_value=1 2 3\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("age", TensorDataType.Float64)]
    [InlineData("age", TensorDataType.Int64)]
    [InlineData("time", TensorDataType.Float64)]
    public async Task Seconds_go_the_ways_of_their_thresholds_where_they_are_said_to_be_of_so_many_digits(string name, TensorDataType type)
    {
        await using RedisAiEngine ai = await LoadAsync(Seconds, (name, type), ("years größe", TensorDataType.Float32));
        using AiTensor rows = AiTensor.Create<double>([6, 2], [1_700_000_000, 0, 1_700_000_001, 0, 1_700_000_020, 0, 1_700_000_021, 0, 0, 0, double.NaN, 0]);

        using ModelResult result = ai.Models["m"].Run([rows]);

        Assert.Equal([1f, 2, 2, 3, 1, 1], result[0].AsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData("1700000000.5 1700000020.5", TensorDataType.Float32)]
    [InlineData("3000.5 3001.5", TensorDataType.Int64)]
    [InlineData("0.5 20.5", TensorDataType.Float64)]
    [InlineData("1700000000.5 1e300", TensorDataType.Float64)]
    public async Task Singles_stay_where_they_keep_enough_or_nobody_says_more(string thresholds, TensorDataType type)
    {
        await using RedisAiEngine ai = await LoadAsync(Seconds.Replace("1700000000.5 1700000020.5", thresholds, StringComparison.Ordinal), ("age", type), ("years größe", TensorDataType.Float32));

        Assert.StartsWith("(X Float32[rows,2])", ai.Models["m"].Signature.ToString(), StringComparison.Ordinal);
    }

    /// <summary>With columns as a folder of MLflow's says them.</summary>
    private static async Task<RedisAiEngine> LoadAsync(string tree, params (string Name, TensorDataType Type)[] columns)
    {
        string text = SmallLightGbm.Text("regression", 1, SmallLightGbm.Tree(0, tree)).Replace("age=years größe", "age years_größe", StringComparison.Ordinal);
        string json = string.Join(',', columns.Select(static column => $$"""{"name":"{{column.Name}}","type":{{(int)column.Type}}}"""));
        using JsonDocument document = JsonDocument.Parse($$"""{"columns":[{{json}}],"fromFolder":true}""");
        ModelOptions options = new();
        options.SetBackendOptions(ImportOptions.Name, document.RootElement.Clone());
        RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(Encoding.UTF8.GetBytes(text)), options, Token);
        return ai;
    }
}
