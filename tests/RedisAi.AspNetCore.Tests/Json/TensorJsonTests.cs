using System.Text;
using System.Text.Json;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.Tests.Json;

public sealed class TensorJsonTests
{
    [Fact]
    public void Arrays_lie_one_within_the_other_as_the_shape_says()
    {
        using AiTensor cube = AiTensor.Create<int>([2, 1, 2], [1, 2, 3, 4]);
        using AiTensor scalar = AiTensor.Scalar(1.5);
        using AiTensor texts = AiTensor.CreateStrings([1, 2], ["a", "\"ü\u0001"]);
        using AiTensor empty = AiTensor.Create<float>([2, 0], ReadOnlySpan<float>.Empty);

        Assert.Equal("[[[1,2]],[[3,4]]]", Nested(cube));
        Assert.Equal("1.5", Nested(scalar));
        Assert.Equal("[[\"a\",\"\\\"ü\\u0001\"]]", Nested(texts));
        Assert.Equal("[[],[]]", Nested(empty));
        Assert.Equal("[1,2,3,4]", Flat(cube));
        Assert.Equal("[1.5]", Flat(scalar));
    }

    [Fact]
    public void Text_with_half_a_surrogate_pair_still_makes_JSON()
    {
        using AiTensor texts = AiTensor.CreateStrings([1], ["a\uD800b"]);

        using JsonDocument document = JsonDocument.Parse(Flat(texts));

        Assert.Equal("a\uFFFDb", document.RootElement[0].GetString());
    }

    [Fact]
    public void Buffers_are_used_again_and_large_ones_are_not_kept()
    {
        AnswerBuffer first = AnswerBuffer.Rent();
        first.Json.WriteStringValue("first");
        first.Dispose();

        AnswerBuffer second = AnswerBuffer.Rent();
        Assert.Same(first, second);
        second.Json.Flush();
        Assert.Equal(0, second.Bytes.Length);
        second.Json.WriteStringValue(new string('x', 100_000));
        second.Json.Flush();
        Assert.Equal(100_002, second.Bytes.Length);
        second.Dispose();

        using AnswerBuffer third = AnswerBuffer.Rent();
        Assert.NotSame(second, third);
    }

    private static string Nested(AiTensor tensor)
    {
        using AnswerBuffer answer = AnswerBuffer.Rent();
        TensorJson.WriteNested(answer.Json, tensor);
        answer.Json.Flush();
        return Encoding.UTF8.GetString(answer.Bytes.WrittenSpan);
    }

    private static string Flat(AiTensor tensor)
    {
        using AnswerBuffer answer = AnswerBuffer.Rent();
        TensorJson.WriteFlat(answer.Json, tensor);
        answer.Json.Flush();
        return Encoding.UTF8.GetString(answer.Bytes.WrittenSpan);
    }
}
