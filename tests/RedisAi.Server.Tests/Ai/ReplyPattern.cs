using System.Text.Json;
using RedisAi.Keyspace;

namespace RedisAi.Server.Tests.Ai;

/// <summary>What a reply must be, in the notation of <c>tests/data/redisai</c>.</summary>
internal sealed class ReplyPattern(JsonElement pattern)
{
    private string Kind => pattern.EnumerateObject().Single().Name;

    private JsonElement Value => pattern.EnumerateObject().Single().Value;

    public void AssertIs(Reply reply) => Assert.True(IsMatch(reply), Difference(reply));

    /// <summary>What is expected and what has come; null when that is the same.</summary>
    public string? Difference(Reply reply) => IsMatch(reply) ? null : $"Expected {this}\nActual   {reply}";

    public override string ToString() => Kind switch
    {
        "any" => "?",
        "errorContains" => $"-*{Value.GetString()}*",
        "errorStarts" => $"-{Value.GetString()}*",
        "array" => $"*{Value.GetArrayLength()}[{string.Join(' ', Items)}]",
        _ => $"{Exact}",
    };

    private IEnumerable<ReplyPattern> Items => Value.EnumerateArray().Select(static item => new ReplyPattern(item));

    private Reply Exact => Kind switch
    {
        "status" => Reply.Status(Value.GetString()!),
        "error" => Reply.Error(Value.GetString()!),
        "integer" => Reply.Integer(Value.GetInt64()),
        "bulk" => Reply.Bulk(LosslessText.Decode(TableRow.Bytes(Value))),
        "null" => Reply.None,
        _ => throw new InvalidOperationException($"There are no replies of the kind '{Kind}'."),
    };

    private bool IsMatch(Reply reply) => Kind switch
    {
        "any" => true,
        "errorContains" => reply.Kind == '-' && reply.Text.Contains(Value.GetString()!, StringComparison.Ordinal),
        "errorStarts" => reply.Kind == '-' && reply.Text.StartsWith(Value.GetString()!, StringComparison.Ordinal),
        "array" => reply.Kind == '*' && reply.Items.Count == Value.GetArrayLength() && Items.Zip(reply.Items).All(static pair => pair.First.IsMatch(pair.Second)),
        _ => $"{reply}" == $"{Exact}",
    };
}
