using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Streams;

public class StreamNamesTests
{
    [Theory]
    [InlineData("in", "42", "42", "ai-position:in/g/{42}")]
    [InlineData("in", "{p3}:42", "{p3}:42", "ai-position:in/g/{p3}:42")]
    [InlineData("in", "{42}", "{42}", "ai-position:in/g/{{42}}")]
    [InlineData("in", "a{}b", "a{}b", "ai-position:in/g/{a{}b}")]
    [InlineData("in", "a}{b", "a}{b", "ai-position:in/g/{a}{b}")]
    [InlineData("{p3}:in", "42", "{p3}:42", "ai-position:{p3}:in/g/{p3}:42")]
    [InlineData("{p3}:in", "{p3}:42", "{p3}:42", "ai-position:{p3}:in/g/{p3}:42")]
    [InlineData("{p3}:in", "{p4}:42", "{p3}:{p4}:42", "ai-position:{p3}:in/g/{p3}:{p4}:42")]
    public void A_session_has_the_tag_of_its_stream_and_a_position(string stream, string field, string session, string position)
    {
        StreamNames names = Create(stream);

        Assert.Equal(session, names.SessionOf(System.Text.Encoding.UTF8.GetBytes(field)));
        Assert.Equal(position, (string?)names.PositionOf(session));
    }

    [Fact]
    public async Task The_scripts_give_a_session_the_same_position()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        string rules = new RedisScript("stream-rules").Text;
        foreach (string stream in new[] { "in", "{p3}:in", "{}in" })
        {
            StreamNames names = Create(stream);
            foreach (string field in new[] { "42", "{p3}:42", "{42}", "a{}b", "a}{b", "{", "}", "{}", "{}{x}", "x{y}", "{x}y", "{x}{y}", "{p4}:1", "żółw" })
            {
                string session = names.SessionOf(System.Text.Encoding.UTF8.GetBytes(field))!;
                RespReply reply = server.Execute(
                    "EVAL", rules + "\nreturn place({ 'x', '1', 'session', ARGV[1] }, 'session', ARGV[2], ARGV[3])", "0", field, names.Tag, names.PositionHead);

                Assert.Equal((byte[]?)names.PositionOf(session), System.Text.Encoding.Latin1.GetBytes(reply.Text));
            }
        }
    }

    [Theory]
    [InlineData("in", "out")]
    [InlineData("{a}in", "out")]
    [InlineData("{a}in", "{b}out")]
    public void Streams_in_different_slots_are_refused_with_what_to_do(string input, string output)
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => new StreamNames("ai", input, output, new StreamWorkerOptions()).ThrowIfNotInOneSlot());

        Assert.Contains("'{orders}:in' and '{orders}:out'", error.Message, StringComparison.Ordinal);
    }

    private static StreamNames Create(string stream) => new("ai", stream, "out", new StreamWorkerOptions { Group = "g" });
}
