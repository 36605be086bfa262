using System.Text;
using RedisAi.Backends;
using RedisAi.Backends.Onnx;
using RedisAi.Importers.Onnx;
using RedisAi.Importers.Tests.LightGBM;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests.Onnx;

/// <summary>What is one column in a graph and a list for callers: without a node in the graph, unless the graph leaves the library.</summary>
public sealed class FlatOutputTests
{
    private const string Key = "redisai.flat_outputs";

    /// <summary>In the place of a file: a model that the tests write.</summary>
    private const string LightGbm = "a tree of LightGBM";

    public static TheoryData<string> Regressors =>
    [
        "xgboost/regressor/model.ubj", "xgboost/linear/model.ubj", "sklearn_ensembles/extra_regressor/model.skops", "sklearn_ensembles/boosting_huber/model.skops",
        "sklearn_ensembles/stacking_regressor/model.skops", "sklearn_ensembles/voting_regressor/model.skops", "skops/elastic-net-cv/model.skops", "skops/poisson/model.skops", LightGbm,
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Regressors))]
    public async Task A_regressor_gives_a_list_without_a_node_for_it_and_allocates_nothing(string file)
    {
        byte[] graph = await ImportAsync(file, forOthers: false);
        await using RedisAiEngine ai = await EngineOfAsync(graph);
        IModel model = ai.Models["m"];
        using AiTensor rows = Rows(model);

        long bytes = await Allocations.OfCallsAsync(() => model.Run([rows]).Dispose());

        Assert.Equal((false, true), (Has(graph, "Squeeze"), Has(graph, Key)));
        Assert.EndsWith("-> (prediction Float32[rows])", model.Signature.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, bytes);
    }

    [Theory]
    [MemberData(nameof(Regressors))]
    public async Task A_graph_that_leaves_the_library_gives_the_same_list_by_itself(string file)
    {
        byte[] graph = await ImportAsync(file, forOthers: true);
        await using RedisAiEngine ai = await EngineOfAsync(graph);
        await using RedisAiEngine own = await EngineOfAsync(await ImportAsync(file, forOthers: false));
        using AiTensor rows = Rows(ai.Models["m"]);

        using ModelResult result = ai.Models["m"].Run([rows]);
        using ModelResult expected = own.Models["m"].Run([rows]);

        Assert.Equal((true, false), (Has(graph, "Squeeze"), Has(graph, Key)));
        Assert.EndsWith("-> (prediction Float32[rows])", ai.Models["m"].Signature.ToString(), StringComparison.Ordinal);
        Assert.Equal(expected[0].ToString(), result[0].ToString());
        Assert.Equal(expected.ToArray<float>(0), result.ToArray<float>(0));
    }

    [Theory]
    [InlineData("xgboost/classifier-two/model.ubj")]
    [InlineData("xgboost/regressor-targets/model.ubj")]
    [InlineData("sklearn_ensembles/forest_classifier/model.skops")]
    [InlineData("skops/linear-column-target/model.skops")]
    public async Task A_graph_without_such_an_output_is_the_same_for_others(string file)
    {
        byte[] graph = await ImportAsync(file, forOthers: false);

        Assert.False(Has(graph, Key));
        Assert.Equal(graph, await ImportAsync(file, forOthers: true));
    }

    [Fact]
    public async Task An_engine_asks_for_a_graph_of_its_own_and_whoever_calls_an_importer_gets_one_for_any_runtime()
    {
        SeeingBackend backend = new();
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [backend]);
        string file = TestData.Path("xgboost", "regressor", "model.ubj");
        ModelContent content = await ModelSource.FromFile(file).OpenAsync(Token);

        await ai.Models.StoreAsync("m", ModelSource.FromFile(file), cancellationToken: Token);
        byte[] called = ModelImporters.All.First(importer => importer.Recognizes(content)).Import(content, new ModelOptions(), Token).Bytes.ToArray();

        Assert.Equal((false, true), (Has(backend.Seen!, "Squeeze"), Has(backend.Seen!, Key)));
        Assert.Equal((true, false), (Has(called, "Squeeze"), Has(called, Key)));
    }

    [Fact]
    public async Task Several_outputs_are_lists_beside_a_matrix()
    {
        OnnxGraph graph = new() { IsForBackend = true };
        string x = graph.Input("x", OnnxElementType.Float, -1, 2);
        graph.FlatOutput("sum", graph.Node("ReduceSum", x, graph.Constant(OnnxTensor.Of([1L], 1))), OnnxElementType.Float);
        graph.Output("twice", graph.Node("Add", x, x), OnnxElementType.Float, -1, 2);
        graph.FlatOutput("largest", graph.Node("ReduceMax", x, graph.Constant(OnnxTensor.Of([1L], 1))), OnnxElementType.Float);
        await using RedisAiEngine ai = await EngineOfAsync(graph.Write("a test"));
        using AiTensor input = AiTensor.Create<float>([2, 2], [1, 2, 3, 4]);

        for (int run = 0; run < 3; run++)
        {
            using ModelResult result = ai.Models["m"].Run([input]);

            Assert.Equal(["Float32[2]", "Float32[2,2]", "Float32[2]"], [result[0].ToString(), result[1].ToString(), result[2].ToString()]);
            Assert.Equal([3f, 7f], result.ToArray<float>("sum"));
            Assert.Equal([2f, 4f, 6f, 8f], result.ToArray<float>("twice"));
            Assert.Equal([2f, 4f], result.ToArray<float>("largest"));
        }
    }

    [Fact]
    public async Task Nodes_of_a_plan_take_the_list()
    {
        await using RedisAiEngine ai = await EngineOfAsync(await ImportAsync("xgboost/regressor/model.ubj", forOthers: false));
        await ai.Models.StoreAsync("next", ModelSource.FromBytes(Doubling()), cancellationToken: Token);
        using AiTensor rows = Rows(ai.Models["m"]);
        DagBuilder dag = ai.CreateDag("p");
        DagValue prediction = dag.Model("m", dag.Input("rows"))[0];
        dag.Output("twice", dag.Model("next", prediction)[0]);
        dag.Output("prediction", prediction);
        DagPlan plan = dag.Compile();

        for (int run = 0; run < 3; run++)
        {
            using DagResult result = await plan.RunAsync(new NamedTensors { ["rows"] = rows }, cancellationToken: Token);

            Assert.Equal(1, result["prediction"].Shape.Rank);
            Assert.Equal(result["prediction"].ToArray<float>().Select(static value => 2 * value), result["twice"].ToArray<float>());
        }
    }

    [Fact]
    public async Task A_state_is_the_list_that_the_next_call_takes()
    {
        OnnxGraph graph = new() { IsForBackend = true };
        string x = graph.Input("x", OnnxElementType.Float, -1, 1);
        string before = graph.Input("before", OnnxElementType.Float, -1);
        graph.FlatOutput("after", graph.Node("Add", x, graph.Node("Unsqueeze", before, graph.Constant(OnnxTensor.Of([1L], 1)))), OnnxElementType.Float);
        await using RedisAiEngine ai = new(new OnnxBackend());
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(graph.Write("a test")), new ModelOptions { States = { new ModelState("before", "after") } }, Token);
        using AiTensor one = AiTensor.Create<float>([1, 1], [1]);

        for (int call = 1; call <= 5; call++)
        {
            using ModelResult result = await ai.Models["m"].RunAsync([one], new InferenceOptions { Session = "s" }, Token);

            Assert.Equal((1, call), (result[0].Shape.Rank, result.AsSpan<float>("after")[0]));
        }
    }

    private static byte[] Doubling()
    {
        OnnxGraph graph = new();
        string x = graph.Input("x", OnnxElementType.Float, -1);
        graph.Output("y", graph.Node("Add", x, x), OnnxElementType.Float, -1);
        return graph.Write("a test").ToArray();
    }

    private static async Task<byte[]> ImportAsync(string file, bool forOthers)
    {
        ModelSource source = file == LightGbm ? ModelSource.FromBytes(Encoding.UTF8.GetBytes(SmallLightGbm.Stump("0.5", 2))) : ModelSource.FromFile(TestData.Path(file.Split('/')));
        ModelContent content = await source.OpenAsync(Token);
        return ModelImporters.All.First(importer => importer.Recognizes(content)).Import(content, new ModelOptions { ImportsForBackend = !forOthers }, Token).Bytes.ToArray();
    }

    private static async Task<RedisAiEngine> EngineOfAsync(ReadOnlyMemory<byte> graph)
    {
        RedisAiEngine ai = new(new OnnxBackend());
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(graph), cancellationToken: Token);
        return ai;
    }

    /// <summary>Five rows of as many numbers as the model takes.</summary>
    private static AiTensor Rows(IModel model)
    {
        long columns = Assert.Single(model.Signature.Inputs).Shape[1];
        return AiTensor.Create<float>([5, columns], [.. Enumerable.Range(0, 5 * (int)columns).Select(static place => (place % 7) / 7f)]);
    }

    private static bool Has(byte[] graph, string text) => graph.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>The ONNX backend, which notes what it is given.</summary>
    private sealed class SeeingBackend : IBackend
    {
        private readonly OnnxBackend _inner = new();

        public byte[]? Seen { get; private set; }

        public string Name => _inner.Name;

        public string RuntimeVersion => _inner.RuntimeVersion;

        public bool Recognizes(ModelContent content) => _inner.Recognizes(content);

        public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
        {
            Seen = content.Bytes.ToArray();
            return _inner.Load(content, options, cancellationToken);
        }

        public void Dispose() => _inner.Dispose();
    }
}
