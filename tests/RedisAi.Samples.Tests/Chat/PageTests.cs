using System.Text.RegularExpressions;
using RedisAi.Testing.Redis;
using static Microsoft.Playwright.Assertions;

namespace RedisAi.Samples.Tests.Chat;

/// <summary>The page, in a real browser.</summary>
public sealed partial class PageTests
{
    [Fact]
    public async Task Message_gets_an_answer_and_a_fork_remembers_it()
    {
        Assert.SkipUnless(Browser.Path is not null, Browser.Missing);
        await using ChatPage page = await ChatPage.OpenAsync();

        await page.SayAsync("My name is Anna.");
        await Expect(page.Find("#messages .jane")).ToHaveTextAsync(Sentence());

        await page.Find("#fork").ClickAsync();
        await Expect(page.Find("#messages .note")).ToContainTextAsync("Goes on from conversation 1");
        await page.SayAsync("What is my name?");

        await Expect(page.Find("#messages .jane").Last).ToHaveTextAsync(new Regex("Anna.*[.]$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(page.Find("#context")).ToHaveTextAsync("conversation:2/chat/state");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Page_of_one_of_several_copies_is_the_same()
    {
        Assert.SkipUnless(Browser.Path is not null, Browser.Missing);
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer redis = await RedisServer.StartAsync();
        await using ChatPage page = await ChatPage.OpenAsync("--redis", redis.Configuration);

        await page.SayAsync("My name is Anna.");
        await Expect(page.Find("#messages .jane")).ToHaveTextAsync(Sentence());
        await Expect(page.Find("#fork")).ToBeEnabledAsync();
        await page.Find("#fork").ClickAsync();
        await Expect(page.Find("#messages .note")).ToContainTextAsync("Goes on from conversation");
        await page.SayAsync("What is my name?");

        await Expect(page.Find("#messages .jane").Last).ToHaveTextAsync(new Regex("Anna.*[.]$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(page.Find("#context")).ToHaveTextAsync(new Regex("^conversation:[0-9]+/turn/context$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Ended_conversation_is_gone_from_the_store()
    {
        Assert.SkipUnless(Browser.Path is not null, Browser.Missing);
        await using ChatPage page = await ChatPage.OpenAsync();

        await page.SayAsync("Hello");
        await Expect(page.Find("#messages .jane")).ToHaveTextAsync(Sentence());
        await Expect(page.Find("#end")).ToBeEnabledAsync();

        await page.Find("#end").ClickAsync();

        await Expect(page.Find("#context")).ToHaveTextAsync("conversation:2/chat/state");
        await Expect(page.Find("#messages li")).ToHaveCountAsync(0);
        Assert.Empty(page.Server.Ai.Tensors.Keys());
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Simulated_users_move_the_figures_of_both_sides()
    {
        Assert.SkipUnless(Browser.Path is not null, Browser.Missing);
        await using ChatPage page = await ChatPage.OpenAsync();

        await page.Find("#users").FillAsync("50");

        await Expect(page.Find("#users-shown")).ToHaveTextAsync("50");
        foreach (string side in new[] { ".merged", ".alone" })
        {
            await Expect(page.Figure(side, "conversations")).ToHaveTextAsync(side == ".merged" ? "51" : "50");
            await Expect(page.Figure(side, "stepsPerSecond")).ToHaveTextAsync(Number());
            await Expect(page.Figure(side, "p99")).ToHaveTextAsync(Milliseconds());
            await Expect(page.Find($"{side} .overheard li").First).ToBeVisibleAsync();
        }

        await Expect(page.Figure(".alone", "meanBatch")).ToHaveTextAsync("1.0");
        string before = await page.Figure(".merged", "stepsPerSecond").InnerTextAsync();
        await Expect(page.Figure(".merged", "stepsPerSecond")).Not.ToHaveTextAsync(before);

        await page.Find(".alone input").UncheckAsync();
        await Expect(page.Figure(".alone", "conversations")).ToHaveTextAsync("0");
        await Expect(page.Figure(".merged", "conversations")).ToHaveTextAsync("51");
        Assert.Empty(page.Complaints);
    }

    [GeneratedRegex("^[A-Z].*[.!?]$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex("^[1-9][0-9,]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    [GeneratedRegex("^[0-9.]+ ms$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Milliseconds();
}
