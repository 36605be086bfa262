using RedisAi.Keyspace;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Ai;

/// <summary>RedisAI's fourth backend, as its clients use it.</summary>
public sealed class TfLiteTests
{
    [Fact]
    public async Task Model_is_stored_run_and_told_of()
    {
        await using Endpoint endpoint = new();
        using AiTensor x = NpyFile.Load(TestData.Path("tflite", "digits.in.x.npy"));
        using AiTensor expected = NpyFile.Load(TestData.Path("tflite", "digits.out.probabilities.npy"));

        Reply stored = await StoreAsync(endpoint, "digits");
        endpoint.Engine.Tensors.Set("x", x);
        Reply run = await endpoint.SendAsync("AI.MODELEXECUTE digits INPUTS 1 x OUTPUTS 1 y");
        Reply told = await endpoint.SendAsync("AI.MODELGET digits META");

        Assert.Equal(("+OK", "+OK"), ($"{stored}", $"{run}"));
        using AiTensor y = endpoint.Engine.Tensors.GetRequired("y");
        Assert.Equal(expected.ToString(), y.ToString());
        Assert.All(expected.ToArray<float>().Zip(y.ToArray<float>()), static pair => Assert.InRange(pair.First - pair.Second, -1e-5f, 1e-5f));
        Assert.Equal(
            "*16[$backend $TFLITE $device $CPU $tag $ $batchsize :0 $minbatchsize :0 $inputs *1[$x] $outputs *1[$probabilities] $minbatchtimeout :0]", $"{told}");
        Assert.Contains("ai_TensorFlowLite_version:2.", RedisAi.Server.Ai.Info.InfoSections.Of(endpoint.Services), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_numbers_of_8_bits_go_in_and_come_out()
    {
        await using Endpoint endpoint = new();
        Assert.Equal("+OK", $"{await StoreAsync(endpoint, "digits_int8")}");
        using AiTensor x = NpyFile.Load(TestData.Path("tflite", "digits_int8.in.x.npy"));
        using AiTensor row = x.Slice(0, 1);
        byte[] bytes = row.AsBytes().ToArray();

        Reply set = await endpoint.SendAsync([.. "AI.TENSORSET x INT8 1 64 BLOB".Split(' ').Select(static token => (ReadOnlyMemory<byte>)LosslessText.Encode(token)), bytes]);
        Reply run = await endpoint.SendAsync("AI.MODELEXECUTE digits_int8 INPUTS 1 x OUTPUTS 1 y");

        Assert.Equal(("+OK", "+OK"), ($"{set}", $"{run}"));
        Assert.Matches("^\\*6\\[\\$dtype \\$INT8 \\$shape \\*2\\[:1 :10\\] \\$values \\*10\\[:127 :-128 ", $"{await endpoint.SendAsync("AI.TENSORGET y META VALUES")}");
    }

    [Fact]
    public async Task Operator_that_is_missing_is_told_in_the_librarys_words()
    {
        await using Endpoint endpoint = new();

        Reply reply = await StoreAsync(endpoint, "new_version");

        Assert.StartsWith("-Didn't find op for builtin opcode 'FULLY_CONNECTED' version '12'.", $"{reply}", StringComparison.Ordinal);
    }

    private static Task<Reply> StoreAsync(Endpoint endpoint, string name) =>
        endpoint.SendAsync([.. $"AI.MODELSTORE {name} TFLITE CPU BLOB".Split(' ').Select(static token => (ReadOnlyMemory<byte>)LosslessText.Encode(token)), File.ReadAllBytes(TestData.Path("tflite", $"{name}.tflite"))]);
}
