using System.Net;

namespace RedisAi.Samples.Tests.Chat.Copies;

/// <summary>Two copies, which have the same conversations.</summary>
public sealed class SharedConversationTests
{
    [Fact]
    public async Task What_was_said_to_one_copy_the_other_one_knows()
    {
        await using TwoCopies copies = await TwoCopies.StartAsync();
        long id = await copies.One.BeginAsync();

        await SayAsync(copies.One, id, 1, "My name is Anna.");

        Assert.Contains("Anna", await SayAsync(copies.Other, id, 2, "What is my name?"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turns_are_answered_as_in_one_process_whichever_copy_they_go_to()
    {
        await using TwoCopies copies = await TwoCopies.StartAsync();
        string[] lines = ["Hello", "My name is Tom", "?!", "What do you think of marriage?", "What is my name?", "Tell me a story"];
        long id = await copies.One.BeginAsync();

        List<string> answers = [];
        foreach ((int turn, string line) in lines.Index())
        {
            answers.Add(await SayAsync(turn % 2 == 0 ? copies.One : copies.Other, id, turn + 1, line));
        }

        await using SingleChat single = await SingleChat.LoadAsync();
        Assert.Equal(await single.ConverseAsync(id, lines), answers);
    }

    [Fact]
    public async Task Turn_that_is_said_again_has_the_same_answer_and_is_said_once()
    {
        await using TwoCopies copies = await TwoCopies.StartAsync();
        long id = await copies.One.BeginAsync();
        string first = await SayAsync(copies.One, id, 1, "Tell me a story");

        Assert.Equal(first, await SayAsync(copies.One, id, 1, "Tell me a story"));
        Assert.Equal(first, await SayAsync(copies.Other, id, 1, "Tell me a story"));
        string second = await SayAsync(copies.Other, id, 2, "Tell me a joke");

        await using SingleChat single = await SingleChat.LoadAsync();
        Assert.Equal(await single.ConverseAsync(id, ["Tell me a story", "Tell me a joke"]), [first, second]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Turn_that_is_not_due_is_refused(long turn)
    {
        await using TwoCopies copies = await TwoCopies.StartAsync();
        long id = await copies.One.BeginAsync();
        await SayAsync(copies.One, id, 1, "Hello");
        await SayAsync(copies.One, id, 2, "Hello");

        using HttpResponseMessage refused = await copies.Other.SendAsync(id, turn, "Hello");

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains($"Turn {turn} cannot be said: the last one was 2.", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fork_on_another_copy_knows_what_was_said_before_it_and_nothing_after()
    {
        await using TwoCopies copies = await TwoCopies.StartAsync();
        long first = await copies.One.BeginAsync();
        await SayAsync(copies.One, first, 1, "My name is Anna.");

        long fork = await copies.Other.ForkAsync(first);
        await SayAsync(copies.One, first, 2, "My name is Tom.");

        Assert.Contains("Anna", await SayAsync(copies.One, fork, 2, "What is my name?"), StringComparison.Ordinal);
        Assert.Contains("Tom", await SayAsync(copies.Other, first, 3, "What is my name?"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conversation_that_was_ended_is_gone_from_the_store()
    {
        await using TwoCopies copies = await TwoCopies.StartAsync();
        long id = await copies.One.BeginAsync();
        await SayAsync(copies.One, id, 1, "My name is Anna.");
        Assert.Equal(3, copies.One.Ai.Tensors.Keys().Count());

        using HttpResponseMessage ended = await copies.Other.EndAsync(id);

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Empty(copies.One.Ai.Tensors.Keys());
        using HttpResponseMessage late = await copies.One.SendAsync(id, 2, "Hello");
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
    }

    [Fact]
    public async Task While_Redis_does_not_answer_users_are_told_to_come_again()
    {
        await using TwoCopies copies = await TwoCopies.StartAsync();
        long id = await copies.One.BeginAsync();
        copies.Redis.Pause();
        try
        {
            using HttpResponseMessage refused = await copies.One.SendAsync(id, 1, "Hello");

            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }
        finally
        {
            copies.Redis.Resume();
        }

        Assert.NotEmpty(await SayAsync(copies.Other, id, 1, "Hello"));
    }

    private static async Task<string> SayAsync(ChatServer server, long id, long turn, string text)
    {
        using HttpResponseMessage response = await server.SendAsync(id, turn, text);
        return await ChatServer.AnswerAsync(response);
    }
}
