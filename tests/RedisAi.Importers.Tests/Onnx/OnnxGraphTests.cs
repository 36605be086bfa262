using RedisAi.Backends.Onnx;
using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Tests.Onnx;

/// <summary>ONNX Runtime takes what the writer writes.</summary>
public sealed class OnnxGraphTests
{
    [Fact]
    public async Task A_graph_of_constants_attributes_and_several_outputs_runs()
    {
        OnnxGraph graph = new();
        graph.Metadata["made.by"] = "a test";
        string x = graph.Input("x", OnnxElementType.Float, -1, 2);
        string sum = graph.Node("Add", x, graph.Constant(OnnxTensor.Of([10f, 20f], 2)));
        string[] halves = graph.Node("Split", [sum], [OnnxAttribute.Of("axis", 1L), OnnxAttribute.Of("num_outputs", 2L)], 2);
        graph.Output("left", halves[0], OnnxElementType.Float, -1, 1);
        graph.Output("right", halves[1], OnnxElementType.Float, -1, 1);
        await using RedisAiEngine ai = new(new OnnxBackend());
        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromBytes(graph.Write("a test")));
        using AiTensor input = AiTensor.Create<float>([3, 2], [1, 2, 3, 4, 5, 6]);
        Assert.True(ai.Models.TryGet("m", out IModel? model));
        using ModelResult result = model.Run([input]);

        Assert.Equal("(x Float32[rows,2]) -> (left Float32[rows,1], right Float32[rows,1])", info.Signature.ToString());
        Assert.Equal([11f, 13f, 15f], result["left"].ToArray<float>());
        Assert.Equal([22f, 24f, 26f], result["right"].ToArray<float>());
    }

    [Fact]
    public void Names_of_inputs_and_outputs_come_once()
    {
        OnnxGraph graph = new();
        graph.Input("x", OnnxElementType.Float, -1, 2);

        Assert.Throws<ModelLoadException>(() => graph.Input("x", OnnxElementType.Float, -1));
    }
}
