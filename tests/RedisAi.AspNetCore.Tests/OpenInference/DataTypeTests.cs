using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace RedisAi.AspNetCore.Tests.OpenInference;

/// <summary>Elements of every type, as JSON and as bytes, in both directions.</summary>
public sealed class DataTypeTests
{
    /// <summary>The type, the elements in JSON, and their bytes.</summary>
    public static TheoryData<string, string, string> Elements => new()
    {
        { "FP32", "[1,-2.5,3.4028235E+38]", "0000803F000020C0FFFF7F7F" },
        { "FP64", "[1,-2.5,1.7976931348623157E+308]", "000000000000F03F00000000000004C0FFFFFFFFFFFFEF7F" },
        { "FP16", "[1,-2.5,65504]", "003C00C1FF7B" },
        { "BF16", "[1,-2.5,128]", "803F20C00043" },
        { "INT8", "[0,-128,127]", "00807F" },
        { "INT16", "[0,-32768,32767]", "00000080FF7F" },
        { "INT32", "[0,-2147483648,2147483647]", "0000000000000080FFFFFF7F" },
        { "INT64", "[9007199254740993,-9223372036854775808,9223372036854775807]", "010000000000200000000000000000 80FFFFFFFFFFFFFF7F" },
        { "UINT8", "[0,1,255]", "0001FF" },
        { "UINT16", "[0,1,65535]", "00000100FFFF" },
        { "UINT32", "[0,1,4294967295]", "0000000001000000FFFFFFFF" },
        { "UINT64", "[0,1,18446744073709551615]", "00000000000000000100000000000000FFFFFFFFFFFFFFFF" },
        { "BOOL", "[true,false,true]", "010001" },
        { "BYTES", """["","a","Zürich"]""", "00000000010000006107000000 5AC3BC72696368" },
    };

    [Theory]
    [MemberData(nameof(Elements))]
    public async Task Elements_come_back_as_they_were_sent_in_JSON(string type, string data, string bytes)
    {
        _ = bytes;
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.AskAsync("echo", $$"""{"inputs":[{"name":"x","shape":[3],"datatype":"{{type}}","data":{{data}}}]}""");

        JsonElement output = (await InferenceHost.JsonOfAsync(response)).GetProperty("outputs")[0];
        Assert.Equal($$"""{"name":"y","datatype":"{{type}}","shape":[3],"data":{{data}}}""", output.GetRawText());
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public async Task Bytes_come_back_as_they_were_sent(string type, string data, string bytes)
    {
        _ = data;
        byte[] binary = Bytes(bytes);
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.AskAsync(
            "echo",
            $$$"""{"inputs":[{"name":"x","shape":[3],"datatype":"{{{type}}}","parameters":{"binary_data_size":{{{binary.Length}}}}}],"parameters":{"binary_data_output":true}}""",
            binary);

        (JsonElement head, byte[] tail) = await SplitAsync(response);
        Assert.Equal($$$"""{"name":"y","datatype":"{{{type}}}","shape":[3],"parameters":{"binary_data_size":{{{binary.Length}}}}}""", head.GetProperty("outputs")[0].GetRawText());
        Assert.Equal(binary, tail);
    }

    [Theory]
    [MemberData(nameof(Elements))]
    public async Task Elements_in_JSON_are_the_same_as_their_bytes(string type, string data, string bytes)
    {
        byte[] binary = Bytes(bytes);
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage asBytes = await host.AskAsync(
            "echo", $$$"""{"inputs":[{"name":"x","shape":[3],"datatype":"{{{type}}}","data":{{{data}}}}],"outputs":[{"name":"y","parameters":{"binary_data":true}}]}""");
        using HttpResponseMessage asJson = await host.AskAsync(
            "echo", $$$"""{"inputs":[{"name":"x","shape":[3],"datatype":"{{{type}}}","parameters":{"binary_data_size":{{{binary.Length}}}}}]}""", binary);

        Assert.Equal(binary, (await SplitAsync(asBytes)).Tail);
        Assert.Equal(data, await InferenceHost.DataOfAsync(asJson));
    }

    [Theory]
    [InlineData("FP32", "1e39")]
    [InlineData("FP64", "1e999")]
    [InlineData("FP16", "65520")]
    [InlineData("BF16", "3.39e38", false)]
    [InlineData("BF16", "3.4028235e38")]
    [InlineData("FP32", "\"1\"")]
    [InlineData("FP32", "true")]
    [InlineData("FP32", "{}")]
    [InlineData("FP32", "[1]")]
    [InlineData("INT8", "128")]
    [InlineData("UINT8", "-1")]
    [InlineData("INT32", "1.5")]
    [InlineData("INT32", "1.0")]
    [InlineData("INT64", "9223372036854775808")]
    [InlineData("UINT64", "18446744073709551616")]
    [InlineData("INT64", "null")]
    [InlineData("BOOL", "2")]
    [InlineData("BOOL", "\"true\"")]
    [InlineData("BYTES", "1")]
    [InlineData("BYTES", "null")]
    [InlineData("BYTES", "\"\\ud800\"")]
    public async Task Element_that_the_type_does_not_have_is_refused_and_not_changed(string type, string element, bool isRefused = true)
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.AskAsync("echo", $$"""{"inputs":[{"name":"x","shape":[1],"datatype":"{{type}}","data":[{{element}}]}]}""");

        Assert.Equal(isRefused ? HttpStatusCode.BadRequest : HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("FP32", "[null,NaN,Infinity,-Infinity,\"NaN\",\"Infinity\",\"-Infinity\"]")]
    [InlineData("FP64", "[null,NaN,Infinity,-Infinity,\"NaN\",\"Infinity\",\"-Infinity\"]")]
    [InlineData("FP16", "[null,NaN,Infinity,-Infinity,\"NaN\",\"Infinity\",\"-Infinity\"]")]
    [InlineData("BF16", "[null,NaN,Infinity,-Infinity,\"NaN\",\"Infinity\",\"-Infinity\"]")]
    public async Task NaN_and_infinity_are_understood_and_answered_as_null(string type, string data)
    {
        await using InferenceHost host = await InferenceHost.StartAsync();
        List<float> seen = [];
        await host.Engine.Models.StoreAsync("echo", ModelSource.FromFunction(["x"], ["y"], inputs =>
        {
            using AiTensor wide = inputs[0].ConvertTo(TensorDataType.Float32);
            seen.AddRange(wide.AsSpan<float>());
            return [inputs[0]];
        }));

        using HttpResponseMessage response = await host.AskAsync("echo", $$"""{"inputs":[{"name":"x","shape":[7],"datatype":"{{type}}","data":{{data}}}]}""");

        Assert.Equal("[null,null,null,null,null,null,null]", await InferenceHost.DataOfAsync(response));
        Assert.Equal([float.NaN, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.PositiveInfinity, float.NegativeInfinity], seen);
    }

    [Fact]
    public async Task Word_in_a_text_stays_a_text()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.AskAsync(
            "echo", """{"id":"NaN \" Infinity","inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[NaN,-1]}]}""");

        JsonElement answer = await InferenceHost.JsonOfAsync(response);
        Assert.Equal("NaN \" Infinity", answer.GetProperty("id").GetString());
        Assert.Equal("[null,-1]", answer.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("02", "BOOL", "[1]")]
    [InlineData("0000803F00", "FP32", "[1]")]
    [InlineData("0000803F", "FP32", "[2]")]
    [InlineData("0500000061", "BYTES", "[1]")]
    [InlineData("FFFFFFFF61", "BYTES", "[1]")]
    [InlineData("010000", "BYTES", "[1]")]
    [InlineData("0100000061", "BYTES", "[2]")]
    [InlineData("01000000610100000061", "BYTES", "[1]")]
    [InlineData("01000000FF", "BYTES", "[1]")]
    public async Task Bytes_that_are_no_elements_of_the_type_are_refused(string bytes, string type, string shape)
    {
        byte[] binary = Bytes(bytes);
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.AskAsync(
            "echo", $$$"""{"inputs":[{"name":"x","shape":{{{shape}}},"datatype":"{{{type}}}","parameters":{"binary_data_size":{{{binary.Length}}}}}]}""", binary);

        Assert.Contains("'x'", await InferenceHost.ErrorOfAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_tensor_of_bytes_comes_back_whole()
    {
        byte[] binary = new byte[3_000_000];
        new Random(9).NextBytes(binary);
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        foreach ((string type, int size) in new[] { ("UINT8", 1), ("INT16", 2), ("INT32", 4), ("UINT64", 8) })
        {
            using HttpResponseMessage response = await host.AskAsync(
                "echo",
                string.Create(CultureInfo.InvariantCulture, $$$"""{"inputs":[{"name":"x","shape":[{{{binary.Length / size}}}],"datatype":"{{{type}}}","parameters":{"binary_data_size":{{{binary.Length}}}}}],"parameters":{"binary_data_output":true}}"""),
                binary);

            Assert.Equal(binary, (await SplitAsync(response)).Tail);
        }
    }

    [Fact]
    public async Task Large_tensor_in_JSON_comes_back_whole()
    {
        string data = $"[{string.Join(',', Enumerable.Range(0, 300_000))}]";
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.AskAsync("echo", $$"""{"inputs":[{"name":"x","shape":[1000,300],"datatype":"INT32","data":{{data}}}]}""");

        Assert.Equal(data, await InferenceHost.DataOfAsync(response));
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static async Task<(JsonElement Head, byte[] Tail)> SplitAsync(HttpResponseMessage response)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
        int head = int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single(), CultureInfo.InvariantCulture);
        using JsonDocument document = JsonDocument.Parse(body.AsMemory(0, head));
        return (document.RootElement.Clone(), body[head..]);
    }
}
