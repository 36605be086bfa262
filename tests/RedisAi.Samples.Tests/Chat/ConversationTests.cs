using System.Net;
using System.Text.RegularExpressions;
using RedisAi.Samples.Chat.Conversations;

namespace RedisAi.Samples.Tests.Chat;

public sealed partial class ConversationTests
{
    private static readonly Vocabulary s_vocabulary = Vocabulary.Read(Path.Combine(AppContext.BaseDirectory, Vocabulary.WordsPath));

    [Theory]
    [InlineData("Hello!")]
    [InlineData("What do you think of love?")]
    [InlineData("Tell me a story")]
    [InlineData("xyzzy 42 плугх")]
    [InlineData("?!")]
    public async Task Answers_are_sentences_of_known_words(string said)
    {
        await using ChatServer server = await ChatServer.StartAsync();
        long id = await server.BeginAsync();

        string answer = await server.SayAsync(id, said);

        Assert.Matches("^[A-Z].*[.!?]$", answer);
        Assert.All(Word().Matches(answer), static word => Assert.True(s_vocabulary.Contains(word.Value), word.Value));
    }

    [Fact]
    public async Task Conversation_remembers_what_was_said()
    {
        await using ChatServer server = await ChatServer.StartAsync();
        long id = await server.BeginAsync();

        await server.SayAsync(id, "My name is Anna.");
        await server.SayAsync(id, "How are you?");

        Assert.Contains("Anna", await server.SayAsync(id, "What is my name?"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turn_that_is_said_again_has_the_same_answer_and_one_that_is_not_due_is_refused()
    {
        await using ChatServer server = await ChatServer.StartAsync();
        long id = await server.BeginAsync();
        string first = await server.SayAsync(id, "Tell me a story");

        using HttpResponseMessage again = await server.SendAsync(id, 1, "Tell me a story");
        using HttpResponseMessage early = await server.SendAsync(id, 3, "Hello");

        Assert.Equal(first, await ChatServer.AnswerAsync(again));
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
    }

    [Fact]
    public async Task Conversations_at_the_same_time_answer_as_they_would_alone()
    {
        await using ChatServer server = await ChatServer.StartAsync();
        string[] names = ["Anna", "Ben", "Clara", "Felix", "Grace", "Peter", "Tom", "Zoe"];
        string[] lines = ["Hello", "My name is {0}", "What do you think of marriage?", "What is my name?", "Tell me a story"];

        List<Task<string[]>> going = [];
        foreach (string name in names)
        {
            long id = await server.BeginAsync();
            going.Add(Task.Run(() => ConverseAsync(server, id, name)));
        }

        // The same numbers of conversations, and so the same random numbers.
        await using ChatServer other = await ChatServer.StartAsync();
        List<string[]> alone = [];
        foreach (string name in names)
        {
            alone.Add(await ConverseAsync(other, await other.BeginAsync(), name));
        }

        Assert.Equal(alone, await Task.WhenAll(going));

        async Task<string[]> ConverseAsync(ChatServer one, long id, string name)
        {
            List<string> answers = [];
            foreach (string line in lines)
            {
                answers.Add(await one.SayAsync(id, string.Format(null, line, name)));
            }

            return [.. answers];
        }
    }

    [Fact]
    public async Task Fork_knows_what_was_said_before_it_and_nothing_after()
    {
        await using ChatServer server = await ChatServer.StartAsync();
        long first = await server.BeginAsync();
        await server.SayAsync(first, "My name is Anna.");

        long fork = await server.ForkAsync(first);
        await server.SayAsync(first, "My name is Tom.");

        Assert.Contains("Anna", await server.SayAsync(fork, "What is my name?"), StringComparison.Ordinal);
        Assert.Contains("Tom", await server.SayAsync(first, "What is my name?"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Context_is_in_the_store_until_the_conversation_ends()
    {
        await using ChatServer server = await ChatServer.StartAsync();
        long id = await server.BeginAsync();
        await server.SayAsync(id, "My name is Anna.");
        string key = $"conversation:{id}/chat/state";

        using (AiTensor? context = server.Ai.Tensors.Get(key))
        {
            Assert.Equal([1, 256], context!.Shape.Dimensions);
            Assert.InRange(server.Ai.Tensors.GetTimeToLive(key)!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        }

        using HttpResponseMessage ended = await server.EndAsync(id);
        using HttpResponseMessage late = await server.SendAsync(id, "Hello");

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
        Assert.Empty(server.Ai.Tensors.Keys());
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        await using ChatServer server = await ChatServer.StartAsync();
        long id = await server.BeginAsync();

        using HttpResponseMessage nobody = await server.SendAsync(id + 1, "Hello");
        using HttpResponseMessage nothing = await server.SendAsync(id, "");
        using HttpResponseMessage endless = await server.SendAsync(id, new string('a', 501));
        using HttpResponseMessage end = await server.EndAsync(id + 1);

        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, nothing.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, endless.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, end.StatusCode);
    }

    [GeneratedRegex("[A-Za-z]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
