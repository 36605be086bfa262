using System.Text.Json;

namespace RedisAi.AspNetCore.Tests.OpenInference;

/// <summary>What requests may look like, and what is said of those that cannot be answered.</summary>
public sealed class RequestFormTests
{
    private static readonly ModelSignature s_sum = new(
        [new TensorSpec("a", TensorDataType.Float32, new ShapePattern([-1, 2])), new TensorSpec("scale", TensorDataType.Float32, new ShapePattern([]))],
        [new TensorSpec("scaled", TensorDataType.Float32, new ShapePattern([-1, 2])), new TensorSpec("scale_of", TensorDataType.Float32, new ShapePattern([]))]);

    [Theory]
    [InlineData("[2,2]", "[1,2,3,4]")]
    [InlineData("[2,2]", "[[1,2],[3,4]]")]
    [InlineData("[1,2,2]", "[[[1,2],[3,4]]]")]
    [InlineData("[4]", "[1,2,3,4]")]
    public async Task Data_are_one_array_or_arrays_as_the_shape_says(string shape, string data)
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.AskAsync("echo", Input(shape, data));

        Assert.Equal("[1,2,3,4]", await InferenceHost.DataOfAsync(response));
    }

    [Theory]
    [InlineData("[0]", "[]")]
    [InlineData("[0,4]", "[]")]
    [InlineData("[2,0]", "[[],[]]")]
    [InlineData("[2,0]", "[]")]
    public async Task Tensor_may_be_empty(string shape, string data)
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.AskAsync("echo", Input(shape, data));

        JsonElement output = (await InferenceHost.JsonOfAsync(response)).GetProperty("outputs")[0];
        Assert.Equal(shape, output.GetProperty("shape").GetRawText());
        Assert.Equal("[]", output.GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("[2,2]", "[[1,2,3],[4]]")]
    [InlineData("[2,2]", "[[1,2],[3]]")]
    [InlineData("[2,2]", "[[1,2]]")]
    [InlineData("[2,2]", "[[1,2],[3,4],[5,6]]")]
    [InlineData("[2,2]", "[[1,2],3,4]")]
    [InlineData("[2,2]", "[1,2,[3,4]]")]
    [InlineData("[2,2]", "[[[1,2]],[[3,4]]]")]
    [InlineData("[2,2]", "[[1,2,3,4]]")]
    [InlineData("[4]", "[[1,2,3,4]]")]
    [InlineData("[2,2]", "[1,2,3]")]
    [InlineData("[2,2]", "[1,2,3,4,5]")]
    [InlineData("[2,2]", "[[],[]]")]
    [InlineData("[0]", "[1]")]
    [InlineData("[2]", "1")]
    [InlineData("[]", "[]")]
    [InlineData("[]", "[1,2]")]
    [InlineData("[2,2]", "{}")]
    [InlineData("[2,2]", "\"1,2,3,4\"")]
    public async Task Data_of_another_form_than_the_shape_are_refused(string shape, string data)
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.AskAsync("echo", Input(shape, data));

        Assert.Contains("input 'x'", await InferenceHost.ErrorOfAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "[2]")]
    [InlineData("[]", "2")]
    [InlineData("[1]", "[2]")]
    public async Task Scalar_has_no_axes_or_one_of_length_1(string shape, string data)
    {
        await using InferenceHost host = await WithSumAsync();

        using HttpResponseMessage response = await host.AskAsync(
            "sum",
            $$"""{"inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"scale","shape":{{shape}},"datatype":"FP32","data":{{data}}}]}""");

        JsonElement outputs = (await InferenceHost.JsonOfAsync(response)).GetProperty("outputs");
        Assert.Equal("[2,4]", outputs[0].GetProperty("data").GetRawText());
        Assert.Equal("""{"name":"scale_of","datatype":"FP32","shape":[],"data":[2]}""", outputs[1].GetRawText());
    }

    [Fact]
    public async Task Properties_may_come_in_any_order_and_unknown_ones_are_passed_over()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.AskAsync(
            "echo",
            """
            { "other": {"a": [1, {"b": null}]}, "outputs": [{"other": 1, "name": "y", "parameters": {"other": []}}],
              "inputs": [{"data": [[1], [2]], "other": "x", "datatype": "INT64", "parameters": {"other": 2}, "shape": [2, 1], "name": "\u0078"}],
              "parameters": {"priority": 3, "other": "text"}, "id": "the \"first\"" }
            """);

        JsonElement answer = await InferenceHost.JsonOfAsync(response);
        Assert.Equal("""{"id":"the \"first\"","model_name":"echo","model_version":"1","outputs":[{"name":"y","datatype":"INT64","shape":[2,1],"data":[1,2]}]}""", answer.GetRawText());
    }

    [Fact]
    public async Task Inputs_may_come_in_any_order_and_bytes_follow_theirs()
    {
        await using InferenceHost host = await WithSumAsync();
        byte[] binary = [.. BitConverter.GetBytes(10f), .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)];

        using HttpResponseMessage response = await host.AskAsync(
            "sum",
            """
            {"inputs":[{"name":"scale","shape":[],"datatype":"FP32","parameters":{"binary_data_size":4}},
                       {"name":"a","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}}]}
            """,
            binary);

        Assert.Equal("[10,20]", await InferenceHost.DataOfAsync(response));
    }

    [Fact]
    public async Task Outputs_that_are_asked_for_come_in_the_order_of_the_model_and_each_as_it_is_asked_for()
    {
        await using InferenceHost host = await WithSumAsync();
        const string Inputs = """ "inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"scale","shape":[],"datatype":"FP32","data":[2]}] """;

        using HttpResponseMessage one = await host.AskAsync("sum", $$"""{{{Inputs}},"outputs":[{"name":"scale_of"}]}""");
        using HttpResponseMessage mixed = await host.AskAsync(
            "sum", $$$"""{{{{Inputs}}},"outputs":[{"name":"scale_of","parameters":{"binary_data":false}},{"name":"scaled"}],"parameters":{"binary_data_output":true}}""");
        using HttpResponseMessage all = await host.AskAsync("sum", $$"""{{{Inputs}},"outputs":[]}""");

        Assert.Equal(["scale_of"], Names(await InferenceHost.JsonOfAsync(one)));
        Assert.Equal(["scaled", "scale_of"], Names(await InferenceHost.JsonOfAsync(all)));
        byte[] body = await mixed.Content.ReadAsByteArrayAsync();
        Assert.Equal([.. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(4f)], body[^8..]);
        using JsonDocument head = JsonDocument.Parse(body.AsMemory(0, body.Length - 8));
        Assert.Equal(["scaled", "scale_of"], Names(head.RootElement));
        Assert.Equal("[2]", head.RootElement.GetProperty("outputs")[1].GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("nonsense", "not valid JSON")]
    [InlineData("""{"inputs":[]""", "not valid JSON")]
    [InlineData("""{"inputs":[]} x""", "not valid JSON")]
    [InlineData("[]", "must be an object")]
    [InlineData("{}", "no 'inputs'")]
    [InlineData("""{"inputs":{}}""", "'inputs' is an object")]
    [InlineData("""{"inputs":[1]}""", "One of the 'inputs' is 1")]
    [InlineData("""{"inputs":[],"outputs":{}}""", "'outputs' is an object")]
    [InlineData("""{"inputs":[],"outputs":["y"]}""", "One of the 'outputs' is \"y\"")]
    [InlineData("""{"inputs":[]}""", "'x'")]
    [InlineData("""{"inputs":[],"inputs":[]}""", "'inputs' twice")]
    [InlineData("""{"inputs":[{}]}""", "no 'name'")]
    [InlineData("""{"inputs":[{"name":1}]}""", "'name' is 1")]
    [InlineData("""{"inputs":[{"name":"x"}]}""", "no 'shape'")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1]}]}""", "no 'datatype'")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32"}]}""", "no 'data'")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"ANY","data":[1]}]}""", "FP32, INT64")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":32,"data":[1]}]}""", "'datatype' is 32")]
    [InlineData("""{"inputs":[{"name":"x","shape":1,"datatype":"FP32","data":[1]}]}""", "'shape' is 1")]
    [InlineData("""{"inputs":[{"name":"x","shape":[-1],"datatype":"FP32","data":[1]}]}""", "is -1")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1.5],"datatype":"FP32","data":[1]}]}""", "is 1.5")]
    [InlineData("""{"inputs":[{"name":"x","shape":[9223372036854775808],"datatype":"FP32","data":[1]}]}""", "64 bits")]
    [InlineData("""{"inputs":[{"name":"x","shape":[9223372036854775807,4],"datatype":"FP32","data":[1]}]}""", "64-bit number")]
    [InlineData("""{"inputs":[{"name":"x","shape":[9223372036854775807,4,0],"datatype":"FP32","data":[]}]}""", "64-bit number")]
    [InlineData("""{"inputs":[{"name":"x","shape":[4611686018427387904],"datatype":"FP64","data":[1]}]}""", "takes 4611686018427387904")]
    [InlineData("""{"inputs":[{"name":"x","shape":[4611686018427387904],"datatype":"FP64","parameters":{"binary_data_size":0}}]}""", "0 bytes")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","parameters":{"binary_data_size":4}}]}""", "announces 4 bytes; 0 came")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","parameters":{"binary_data_size":-4}}]}""", "'binary_data_size' is -4")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1],"parameters":{"binary_data_size":4}}]}""", "both")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1],"data":[1]}]}""", "'data' twice")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","parameters":{"shared_memory_region":"r"}}]}""", "Shared memory")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]},{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""", "comes twice")]
    [InlineData("""{"inputs":[{"name":"z","shape":[1],"datatype":"FP32","data":[1]}]}""", "has no input \"z\"; it takes 'x'")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],"outputs":[{"name":"z"}]}""", "has no output \"z\"; it has 'y'")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],"outputs":[{"name":"y"},{"name":"y"}]}""", "asked for twice")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],"outputs":[{}]}""", "no 'name'")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],"outputs":[{"name":"y","parameters":{"classification":3}}]}""", "classification")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],"outputs":[{"name":"y","parameters":{"binary_data":1}}]}""", "true or false")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],"id":42}""", "'id' is 42")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],"parameters":[]}""", "'parameters' is an array")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],"parameters":{"timeout":-1}}""", "'timeout' is -1")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],"parameters":{"sequence_id":1.5}}""", "'sequence_id' is 1.5")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],"parameters":{"sequence_start":true}}""", "need a 'sequence_id'")]
    public async Task Request_that_cannot_be_answered_is_refused_with_what_is_wrong(string json, string sentence)
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.AskAsync("echo", json);

        Assert.Contains(sentence, await InferenceHost.ErrorOfAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FP64", "[1,2]", "[1,2]", "is sent as FP64; the model takes FP32")]
    [InlineData("FP32", "[2]", "[1,2]", "is Float32[2]; the model takes Float32[-1,2]")]
    public async Task Input_that_the_model_does_not_take_is_refused_with_what_it_takes(string type, string shape, string data, string sentence)
    {
        await using InferenceHost host = await WithSumAsync();

        using HttpResponseMessage response = await host.AskAsync(
            "sum",
            $$"""{"inputs":[{"name":"a","shape":{{shape}},"datatype":"{{type}}","data":{{data}}},{"name":"scale","shape":[],"datatype":"FP32","data":[1]}]}""");

        Assert.Contains(sentence, await InferenceHost.ErrorOfAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Depth_of_a_body_has_a_limit()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.AskAsync("echo", $$"""{"other":{{new string('[', 100_000)}}""");

        Assert.Contains("not valid JSON", await InferenceHost.ErrorOfAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shape_may_have_as_many_axes_as_a_tensor_has()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();
        string shape = $"[{string.Join(',', Enumerable.Repeat(1, TensorShape.MaxRank))}]";
        string data = $"{new string('[', TensorShape.MaxRank)}7{new string(']', TensorShape.MaxRank)}";

        using HttpResponseMessage most = await host.AskAsync("echo", Input(shape, data));
        using HttpResponseMessage more = await host.AskAsync("echo", Input(shape.Replace("]", ",1]", StringComparison.Ordinal), "[7]"));

        Assert.Equal("[7]", await InferenceHost.DataOfAsync(most));
        Assert.Contains("64 axes", await InferenceHost.ErrorOfAsync(more), StringComparison.Ordinal);
    }

    private static string Input(string shape, string data) => $$"""{"inputs":[{"name":"x","shape":{{shape}},"datatype":"FP32","data":{{data}}}]}""";

    private static IEnumerable<string?> Names(JsonElement answer) => answer.GetProperty("outputs").EnumerateArray().Select(static output => output.GetProperty("name").GetString());

    /// <summary>A model that gives its first input times its second, and the second.</summary>
    private static async Task<InferenceHost> WithSumAsync()
    {
        InferenceHost host = await InferenceHost.StartAsync();
        await host.Engine.Models.StoreAsync("sum", ModelSource.FromFunction(s_sum, static inputs =>
        {
            float scale = inputs[1].AsSpan<float>()[0];
            return [AiTensor.Create<float>(inputs[0].Shape, [.. inputs[0].ToArray<float>().Select(value => value * scale)]), inputs[1]];
        }));
        return host;
    }
}
