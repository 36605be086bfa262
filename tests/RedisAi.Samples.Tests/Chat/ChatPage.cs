using Microsoft.Playwright;

namespace RedisAi.Samples.Tests.Chat;

/// <summary>The page of a server of its own, in a browser of its own.</summary>
internal sealed class ChatPage : IAsyncDisposable
{
    /// <summary>In milliseconds: a busy machine is slow.</summary>
    private const float Patience = 20_000;

    private readonly Browser _browser;
    private readonly IPage _page;

    private ChatPage(ChatServer server, Browser browser, IPage page)
    {
        Server = server;
        _browser = browser;
        _page = page;
        _page.Console += (_, message) => Complaints.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
        _page.PageError += (_, error) => Complaints.Add(error);
    }

    public ChatServer Server { get; }

    /// <summary>Errors and warnings of the page's scripts.</summary>
    public List<string> Complaints { get; } = [];

    /// <param name="arguments">What its server is started with.</param>
    public static async Task<ChatPage> OpenAsync(params string[] arguments)
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        ChatServer server = await ChatServer.StartAsync(arguments);
        Browser? browser = null;
        try
        {
            browser = await Browser.StartAsync();
            ChatPage page = new(server, browser, await browser.OpenAsync());
            await page._page.GotoAsync(server.Address.ToString());
            return page;
        }
        catch
        {
            await DisposeAsync(server, browser);
            throw;
        }
    }

    public ILocator Find(string selector) => _page.Locator(selector);

    /// <summary>Finds a figure of one side.</summary>
    public ILocator Figure(string side, string name) => _page.Locator($"{side} [data-show='{name}']");

    /// <summary>Types a message, and sends it.</summary>
    public async Task SayAsync(string text)
    {
        await Find("#text").FillAsync(text);
        await Find("#say button").ClickAsync();
    }

    public ValueTask DisposeAsync() => DisposeAsync(Server, _browser);

    private static async ValueTask DisposeAsync(ChatServer server, Browser? browser)
    {
        // The page first, or its open answers would keep the server from stopping.
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        await server.DisposeAsync();
    }
}
