using System.Diagnostics.Metrics;
using RedisAi.Server.Connections;
using RedisAi.Server.Hosting;
using RedisAi.Testing;

namespace RedisAi.Server.Tests;

/// <summary>Holds the tables of docs/server.md to the code.</summary>
public sealed class DocumentationTests
{
    private static readonly DocumentedPage s_page = new("server.md");

    [Theory]
    [InlineData(typeof(RespEndpointOptions))]
    [InlineData(typeof(RespUserOptions))]
    public void Page_lists_the_settings_that_there_are(Type options) => Assert.Equal(DocumentedPage.SettingsOf(options), s_page.NamesIn($"| `{options.Name}` |"));

    [Fact]
    public void Page_lists_the_instruments_that_there_are()
    {
        SortedSet<string> published = [];
        using MeterListener listener = new() { InstrumentPublished = (instrument, _) => published.Add(instrument.Name) };
        listener.Start();

        using EndpointMetrics metrics = new(new ClientList(), factory: null);

        Assert.Equal(published.Where(static name => name.StartsWith("redisai.resp.", StringComparison.Ordinal)), s_page.NamesIn("| instrument ", @"redisai\.[a-z.]+"));
    }

    [Fact]
    public void Page_lists_the_log_events_that_there_are() => Assert.Equal(DocumentedPage.LogEventsOf(typeof(EndpointLog)), s_page.LogEvents);
}
