using RedisAi.Client.Protocol;
using RedisAi.Server.Importing;

namespace RedisAi.Server.Tests.Importing;

public sealed class ImportArgumentTests
{
    [Theory]
    [InlineData("redis://host", "host", 6379, false, null, null, 0)]
    [InlineData("rediss://ann:p%40ss@host:7000/3", "host", 7000, true, "ann", "p@ss", 3)]
    [InlineData("redis://:secret@[::1]:1", "::1", 1, false, null, "secret", 0)]
    [InlineData("redis://host/", "host", 6379, false, null, null, 0)]
    public void Addresses_are_those_of_Redis_programs(string text, string host, int port, bool isEncrypted, string? user, string? password, int database) =>
        Assert.Equal(new RedisUrl(host, port, isEncrypted, user, password, database), RedisUrl.TryParse(text));

    [Theory]
    [InlineData("host:6379")]
    [InlineData("http://host")]
    [InlineData("redis://")]
    [InlineData("redis://host/a")]
    [InlineData("redis://host?x=1")]
    [InlineData("redis://host:99999")]
    public void What_is_no_address_is_none(string text) => Assert.Null(RedisUrl.TryParse(text));

    [Fact]
    public void Passwords_are_not_told() => Assert.Equal("rediss://host:7000", $"{RedisUrl.TryParse("rediss://ann:secret@host:7000")}");

    [Fact]
    public void Arguments_are_understood_in_any_order()
    {
        ImportSettings? settings = ImportArguments.Parse(["--cpu", "--store", "file.db", "redis://host", "--match", "a*", "--replace"], "p", out string? error);

        Assert.Null(error);
        Assert.Equal(("file.db", null, "a*", true, true, "p"), (settings!.Store, settings.Into, settings.Pattern, settings.Replaces, settings.UsesCpu, settings.Source.Password));
    }

    [Theory]
    [InlineData("There is no URL to read from.")]
    [InlineData("URL is no address", "hots", "--store", "f")]
    [InlineData("--into is no address", "redis://a", "--into", "b")]
    [InlineData("There must be --store FILE or --into URL, and not both.", "redis://a")]
    [InlineData("There must be --store FILE or --into URL, and not both.", "redis://a", "--store", "f", "--into", "redis://b")]
    [InlineData("'--store' is not understood, lacks a value, or is there twice.", "redis://a", "--store")]
    [InlineData("'redis://b' is not understood, lacks a value, or is there twice.", "redis://a", "redis://b")]
    [InlineData("'--no' is not understood, lacks a value, or is there twice.", "redis://a", "--no")]
    [InlineData("'nosuch.pem' cannot be read: ", "redis://a", "--store", "f", "--cacert", "nosuch.pem")]
    public async Task What_is_not_understood_is_told(string told, params string[] arguments)
    {
        ImportRun run = await ImportRun.Of(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(told, run.Errors, StringComparison.Ordinal);
        Assert.Contains("Usage: RedisAi.Server import URL", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_is_not_there_is_told()
    {
        ImportRun run = await ImportRun.Of("redis://127.0.0.1:1", "--into", "redis://127.0.0.1:1");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("It could not go on: redis://127.0.0.1:1: ", run.Errors, StringComparison.Ordinal);
    }
}
