using System.Text;
using RedisAi.Server.Tests.Importing;
using RedisAi.Testing;

namespace RedisAi.Client.Tests.Tensors;

public sealed class RemoteTensorTests
{
    [Theory]
    [InlineData(TensorDataType.Float32)]
    [InlineData(TensorDataType.Float64)]
    [InlineData(TensorDataType.Int8)]
    [InlineData(TensorDataType.Int16)]
    [InlineData(TensorDataType.Int32)]
    [InlineData(TensorDataType.Int64)]
    [InlineData(TensorDataType.UInt8)]
    [InlineData(TensorDataType.UInt16)]
    [InlineData(TensorDataType.Bool)]
    public async Task Tensor_comes_back_as_it_was(TensorDataType type)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        using AiTensor numbers = AiTensor.Create<double>([2, 3], [0, 1, 1, 0, 1, 0]);
        using AiTensor tensor = numbers.ConvertTo(type);

        await client.Tensors.SetAsync("t", tensor, cancellationToken: TestContext.Current.CancellationToken);
        using AiTensor? read = await client.Tensors.GetAsync("t", TestContext.Current.CancellationToken);

        Assert.True(read!.ContentEquals(tensor), $"{read}");
        using AiTensor? stored = server.Engine.Tensors.Get("t");
        Assert.True(stored!.ContentEquals(tensor), $"{stored}");
    }

    [Fact]
    public async Task Texts_and_scalars_come_back_as_they_were()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        using AiTensor texts = AiTensor.CreateStrings([3], ["", "grün", "a b"]);
        using AiTensor scalar = AiTensor.Scalar(-1.5f);

        await client.Tensors.SetAsync("texts", texts, cancellationToken: TestContext.Current.CancellationToken);
        await client.Tensors.SetAsync("scalar", scalar, cancellationToken: TestContext.Current.CancellationToken);
        using AiTensor? readTexts = await client.Tensors.GetAsync("texts", TestContext.Current.CancellationToken);
        using AiTensor? readScalar = await client.Tensors.GetAsync("scalar", TestContext.Current.CancellationToken);

        Assert.True(readTexts!.ContentEquals(texts));
        Assert.True(readScalar!.ContentEquals(scalar));
    }

    [Fact]
    public async Task Large_tensor_comes_back_as_it_was()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        using AiTensor tensor = AiTensor.Create<int>([3_000_000], static elements =>
        {
            for (int i = 0; i < elements.Length; i++)
            {
                elements[i] = i;
            }
        });

        await client.Tensors.SetAsync("t", tensor, cancellationToken: TestContext.Current.CancellationToken);
        using AiTensor? read = await client.Tensors.GetAsync("t", TestContext.Current.CancellationToken);

        Assert.True(read!.ContentEquals(tensor));
    }

    [Fact]
    public async Task Empty_key_has_no_tensor()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();

        Assert.Null(await client.Tensors.GetAsync("t", TestContext.Current.CancellationToken));
        Assert.Null(await client.Tensors.GetInfoAsync("t", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Key_of_a_model_is_no_tensor()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        await server.Engine.Models.StoreAsync("m", TestData.Path("onnx", "add16.onnx"));

        RedisAiServerException error = await Assert.ThrowsAsync<RedisAiServerException>(() => client.Tensors.GetAsync("m"));

        Assert.Equal("AI.TENSORGET 'm'", error.Command);
        Assert.StartsWith("WRONGTYPE", error.ServerError, StringComparison.Ordinal);
        Assert.Null(await client.Tensors.GetInfoAsync("m", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Type_that_RedisAI_has_no_name_for_is_not_sent()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        using AiTensor half = AiTensor.Scalar((Half)1);

        RedisAiServerException error = await Assert.ThrowsAsync<RedisAiServerException>(() => client.Tensors.SetAsync("t", half));

        Assert.Equal($"{client.Address}, AI.TENSORSET 't': RedisAI has no tensors of Float16; convert it, to Float32 or Int64 for example.", error.Message);
    }

    [Fact]
    public async Task Tensors_are_listed_by_a_pattern_with_the_time_that_they_have_left()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        await server.Engine.Models.StoreAsync("call:m", TestData.Path("onnx", "add16.onnx"));
        using AiTensor row = AiTensor.Create<long>([1, 2], [3, 4]);
        using AiTensor half = AiTensor.Scalar((Half)1);
        await client.Tensors.SetAsync("other", row, cancellationToken: TestContext.Current.CancellationToken);
        await client.Tensors.SetAsync("call:1", row, TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        server.Engine.Tensors.Set("call:2", half);

        List<RemoteTensorInfo> listed = await ListAsync(client, "call:*");

        Assert.Equal(["call:1", "call:2"], listed.Select(static tensor => tensor.Key));
        Assert.Equal((TensorDataType.Int64, TensorShape.Create(1, 2)), (listed[0].DataType, listed[0].Shape));
        Assert.InRange(listed[0].TimeToLive!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        Assert.Equal((TensorDataType.Undefined, null, null), (listed[1].DataType, listed[1].Shape, listed[1].TimeToLive));
    }

    [Fact]
    public async Task More_tensors_than_a_step_has_are_listed_each_once()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        using AiTensor scalar = AiTensor.Scalar(1f);
        for (int i = 0; i < 1000; i++)
        {
            server.Engine.Tensors.Set($"t{i:d3}", scalar);
        }

        List<RemoteTensorInfo> listed = await ListAsync(client, "*");

        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => $"t{i:d3}"), listed.Select(static tensor => tensor.Key));
    }

    [Fact]
    public async Task Key_that_a_server_tells_twice_is_listed_once()
    {
        int steps = 0;
        using FakeServer server = new(command => command switch
        {
            "PING" => "+PONG\r\n",
            "TYPE k" => "+AI_TENSOR\r\n",
            "PTTL k" => ":-1\r\n",
            "AI.TENSORGET k META" => "*4\r\n$5\r\ndtype\r\n$5\r\nFLOAT\r\n$5\r\nshape\r\n*1\r\n:2\r\n",
            _ => $"*2\r\n$1\r\n{(++steps == 1 ? 7 : 0)}\r\n*2\r\n$1\r\nk\r\n$1\r\nk\r\n",
        });
        await using RedisAiClient client = await RedisAiClient.ConnectAsync(server.Url);

        List<RemoteTensorInfo> listed = await ListAsync(client, "*");

        Assert.Equal([new RemoteTensorInfo("k", TensorDataType.Float32, TensorShape.Create(2), TimeToLive: null)], listed);
    }

    [Theory]
    [InlineData("*6\r\n$5\r\ndtype\r\n$5\r\nFLOAT\r\n$5\r\nshape\r\n*1\r\n:2\r\n$4\r\nblob\r\n$4\r\n\0\0\0\0\r\n", "the server answers 4 bytes, which are no elements of FLOAT [2]")]
    [InlineData("*6\r\n$5\r\ndtype\r\n$4\r\nBOOL\r\n$5\r\nshape\r\n*1\r\n:1\r\n$4\r\nblob\r\n$1\r\nx\r\n", "the server answers 1 byte, which are no elements of BOOL [1]")]
    [InlineData("*6\r\n$5\r\ndtype\r\n$6\r\nSTRING\r\n$5\r\nshape\r\n*1\r\n:2\r\n$4\r\nblob\r\n$2\r\na\0\r\n", "the server answers 2 bytes, which are no elements of STRING [2]")]
    [InlineData("*6\r\n$5\r\ndtype\r\n$7\r\nCOMPLEX\r\n$5\r\nshape\r\n*1\r\n:1\r\n$4\r\nblob\r\n$1\r\nx\r\n", "the server answers a tensor of the type 'COMPLEX', which is not known")]
    [InlineData("*6\r\n$5\r\ndtype\r\n$5\r\nFLOAT\r\n$5\r\nshape\r\n*1\r\n:-2\r\n$4\r\nblob\r\n$4\r\n\0\0\0\0\r\n", "the server answers the shape [-2], which no tensor has: ")]
    [InlineData("*6\r\n$5\r\ndtype\r\n$5\r\nFLOAT\r\n$5\r\nshape\r\n*2\r\n:9223372036854775807\r\n:9\r\n$4\r\nblob\r\n$0\r\n\r\n", "the server answers the shape [9223372036854775807,9], which no tensor has: ")]
    [InlineData("+OK\r\n", "the server answers 'OK'")]
    [InlineData("*0\r\n", "the server answers an array of 0, which is no form of RedisAI that is known")]
    public async Task Answer_that_is_no_tensor_is_told(string answer, string told)
    {
        using FakeServer server = new(command => command == "PING" ? "+PONG\r\n" : answer);
        await using RedisAiClient client = await RedisAiClient.ConnectAsync(server.Url);

        RedisAiServerException error = await Assert.ThrowsAsync<RedisAiServerException>(() => client.Tensors.GetAsync("k"));

        Assert.StartsWith($"{server.Url}, AI.TENSORGET 'k': {told}", error.Message, StringComparison.Ordinal);
        Assert.Null(error.ServerError);
    }

    [Fact]
    public async Task Key_may_be_any_bytes()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        string key = Keyspace.LosslessText.Decode([0xff, .. Encoding.UTF8.GetBytes(" grün\r\n")]);
        using AiTensor scalar = AiTensor.Scalar(1f);

        await client.Tensors.SetAsync(key, scalar, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(key, Assert.Single(await ListAsync(client, "*")).Key);
    }

    private static async Task<List<RemoteTensorInfo>> ListAsync(RedisAiClient client, string pattern)
    {
        List<RemoteTensorInfo> listed = [];
        await foreach (RemoteTensorInfo tensor in client.Tensors.ListAsync(pattern))
        {
            listed.Add(tensor);
        }

        listed.Sort(static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        return listed;
    }
}
