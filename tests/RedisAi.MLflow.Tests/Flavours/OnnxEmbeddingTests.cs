using RedisAi.Backends.Onnx;
using RedisAi.Backends.Onnx.Tests;
using RedisAi.MLflow.Flavours;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Flavours;

/// <summary>ONNX models with the weights of other files put into them.</summary>
public sealed class OnnxEmbeddingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_with_its_weights_in_it_answers_as_with_them_beside_it()
    {
        string path = TestData.Path("onnx", "external_data.onnx");

        byte[] embedded = await BytesAsync(OnnxEmbedding.Embed(path, [TestData.Path("onnx", HandmadeModel.Location)]));

        Assert.Empty(OnnxExternalDataReader.Read(new ProtobufReader(embedded)));
        await using RedisAiEngine ai = new(new OnnxBackend());
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(embedded), cancellationToken: Token);
        using AiTensor x = NpyFile.Load(TestData.Path("onnx", "external_data.in.x.npy"));
        using AiTensor y = NpyFile.Load(TestData.Path("onnx", "external_data.out.y.npy"));
        using ModelResult result = await ai.Models["m"].RunAsync([x], cancellationToken: Token);
        Assert.Equal(y.ToArray<float>(), result.ToArray<float>(0));
    }

    [Theory]
    [InlineData("initializer")]
    [InlineData("attribute")]
    [InlineData("branches")]
    public async Task Weights_are_put_in_wherever_a_model_names_them(string where)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["model.onnx"], where switch
        {
            "initializer" => HandmadeModel.OfTensor(HandmadeModel.ExternalTensor),
            "attribute" => HandmadeModel.OfAttribute([.. HandmadeModel.Text(1, "value"), .. HandmadeModel.Message(5, HandmadeModel.ExternalTensor), .. HandmadeModel.Number(20, 4)]),
            _ => HandmadeModel.Nested(3),
        }, Token);
        await WriteWeightsAsync(folder);

        byte[] embedded = await BytesAsync(OnnxEmbedding.Embed(folder["model.onnx"], [folder[HandmadeModel.Location]]));

        Assert.Empty(OnnxExternalDataReader.Read(new ProtobufReader(embedded)));
        await using RedisAiEngine ai = new(new OnnxBackend());
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(embedded), cancellationToken: Token);
        using AiTensor yes = AiTensor.Create<bool>([], [true]);
        AiTensor[] inputs = where == "branches" ? [yes] : [];
        using ModelResult result = await ai.Models["m"].RunAsync(inputs, cancellationToken: Token);
        Assert.Equal(where == "attribute" ? [1, 2, 3, 4] : [-1, -2, -3, -4], result.ToArray<float>(0));
    }

    [Fact]
    public async Task Model_without_other_files_travels_as_it_is()
    {
        string path = TestData.Path("onnx", "mlp.onnx");

        Assert.Equal(await File.ReadAllBytesAsync(path, Token), await BytesAsync(OnnxEmbedding.Embed(path, [])));
    }

    [Fact]
    public async Task Parts_together_are_the_whole()
    {
        FilePieces pieces = OnnxEmbedding.Embed(TestData.Path("onnx", "external_data.onnx"), [TestData.Path("onnx", HandmadeModel.Location)]);
        byte[] whole = await BytesAsync(pieces);
        using MemoryStream parts = new();

        for (long start = 0; start < pieces.Length; start += 7)
        {
            await pieces.CopyToAsync(parts, start, Math.Min(7, pieces.Length - start), Token);
        }

        Assert.Equal(whole, parts.ToArray());
    }

    [Fact]
    public async Task Model_that_would_be_longer_than_protobuf_allows_is_refused_unread()
    {
        using TemporaryFolder folder = new();
        const long Bytes = 3L << 30;
        byte[] tensor =
        [
            .. HandmadeModel.Number(1, Bytes / 4), .. HandmadeModel.Number(2, 1), .. HandmadeModel.Text(8, "w"), .. HandmadeModel.Message(13, HandmadeModel.Entry("location", HandmadeModel.Location)),
            .. HandmadeModel.Number(14, 1),
        ];
        await File.WriteAllBytesAsync(folder["model.onnx"], HandmadeModel.OfTensor(tensor), Token);
        await using (FileStream weights = File.Create(folder[HandmadeModel.Location]))
        {
            weights.SetLength(Bytes);
        }

        MlflowException error = Assert.Throws<MlflowException>(() => OnnxEmbedding.Embed(folder["model.onnx"], [folder[HandmadeModel.Location]]));

        Assert.Equal(MlflowErrorCodes.ResourceLimitExceeded, error.ErrorCode);
        Assert.Contains("travels to a server in one piece, which ONNX allows no more than 2147483647 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_that_were_not_copied_whole_are_told_with_their_file()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["model.onnx"], HandmadeModel.OfTensor(HandmadeModel.ExternalTensor), Token);
        await File.WriteAllBytesAsync(folder[HandmadeModel.Location], new byte[15], Token);

        ModelLoadException error = Assert.Throws<ModelLoadException>(() => OnnxEmbedding.Embed(folder["model.onnx"], [folder[HandmadeModel.Location]]));

        Assert.Equal($"It keeps 16 bytes of weights from byte 0 on in '{HandmadeModel.Location}', which has 15: the file was not copied whole.", error.Message);
    }

    [Fact]
    public async Task File_that_was_not_looked_at_before_is_not_read()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["model.onnx"], HandmadeModel.OfTensor(HandmadeModel.ExternalTensor), Token);
        await WriteWeightsAsync(folder);

        ModelLoadException error = Assert.Throws<ModelLoadException>(() => OnnxEmbedding.Embed(folder["model.onnx"], [folder["others.bin"]]));

        Assert.Contains("that was not there before", error.Message, StringComparison.Ordinal);
    }

    private static Task WriteWeightsAsync(TemporaryFolder folder)
    {
        float[] weights = [1, 2, 3, 4];
        return File.WriteAllBytesAsync(folder[HandmadeModel.Location], System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()).ToArray(), Token);
    }

    private static async Task<byte[]> BytesAsync(FilePieces pieces)
    {
        using MemoryStream bytes = new();
        await pieces.CopyToAsync(bytes, 0, pieces.Length, Token);
        Assert.Equal(pieces.Length, bytes.Length);
        return bytes.ToArray();
    }
}
