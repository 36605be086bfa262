using RedisAi.Testing;

namespace RedisAi.Server.Tests.Ai;

/// <summary>Tensors, models and scripts as keys of a keyspace.</summary>
public sealed class EngineKeysTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Types_keys_and_their_number_are_told()
    {
        await using Endpoint endpoint = await CreateAsync();

        Assert.Equal("AI_TENSOR AI__MODEL AI_SCRIPT none", endpoint.Locked(() => string.Join(' ', ((string[])["x", "m", "sc", "none"]).Select(key => endpoint.Keys.TypeOf(key) ?? "none"))));
        Assert.Equal(["m", "sc", "x"], endpoint.Locked(() => endpoint.Keys.Keys.Order().ToArray()));
        Assert.Equal(3, endpoint.Locked(() => endpoint.Keys.Count));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("m")]
    [InlineData("sc")]
    public async Task Key_is_removed_once(string key)
    {
        await using Endpoint endpoint = await CreateAsync();

        Assert.True(endpoint.Locked(() => endpoint.Keys.Remove(key)));
        Assert.False(endpoint.Locked(() => endpoint.Keys.Remove(key)));
        Assert.Null(endpoint.Locked(() => endpoint.Keys.TypeOf(key)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("m")]
    [InlineData("sc")]
    public async Task Key_vanishes_when_its_time_is_over(string key)
    {
        await using Endpoint endpoint = await CreateAsync();

        Assert.True(endpoint.Locked(() => endpoint.Keys.SetTimeToLive(key, TimeSpan.FromSeconds(10))));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(6), endpoint.Locked(() => endpoint.Keys.TimeToLive(key)));
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Null(endpoint.Locked(() => endpoint.Keys.TypeOf(key)));
        Assert.False(endpoint.Engine.Models.TryGet("m", out _) && key == "m");
        Assert.False(endpoint.Engine.Scripts.TryGet("sc", out _) && key == "sc");
        Assert.Equal(2, endpoint.Locked(() => endpoint.Keys.Count));
    }

    [Fact]
    public async Task Model_that_is_due_is_closed_though_nobody_asks_for_it()
    {
        await using Endpoint endpoint = await CreateAsync();
        endpoint.Locked(() => endpoint.Keys.SetTimeToLive("m", TimeSpan.FromSeconds(10)));

        _time.Advance(TimeSpan.FromSeconds(10));

        await Eventually.HoldsAsync(() => !endpoint.Engine.Models.TryGet("m", out _), "the model is removed");
    }

    [Theory]
    [InlineData("x", "AI.TENSORSET x FLOAT 1")]
    [InlineData("m", null)]
    public async Task What_is_stored_again_stays_for_good(string key, string? command)
    {
        await using Endpoint endpoint = await CreateAsync();
        endpoint.Locked(() => endpoint.Keys.SetTimeToLive(key, TimeSpan.FromSeconds(10)));

        Reply reply = command is null ? await endpoint.SendAsync(StoreModel) : await endpoint.SendAsync(command);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("+OK", $"{reply}");
        Assert.NotNull(endpoint.Locked(() => endpoint.Keys.TypeOf(key)));
        Assert.Null(endpoint.Locked(() => endpoint.Keys.TimeToLive(key)));
    }

    [Fact]
    public async Task Time_to_live_can_be_taken_back()
    {
        await using Endpoint endpoint = await CreateAsync();
        endpoint.Locked(() => endpoint.Keys.SetTimeToLive("m", TimeSpan.FromSeconds(10)));

        Assert.True(endpoint.Locked(() => endpoint.Keys.SetTimeToLive("m", null)));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("AI__MODEL", endpoint.Locked(() => endpoint.Keys.TypeOf("m")));
    }

    [Fact]
    public async Task Time_that_no_clock_counts_is_for_ever()
    {
        await using Endpoint endpoint = await CreateAsync();

        Assert.True(endpoint.Locked(() => endpoint.Keys.SetTimeToLive("m", TimeSpan.MaxValue)));

        Assert.Null(endpoint.Locked(() => endpoint.Keys.TimeToLive("m")));
    }

    [Fact]
    public async Task Tensor_is_renamed_with_its_time_to_live()
    {
        await using Endpoint endpoint = await CreateAsync();
        endpoint.Locked(() => endpoint.Keys.SetTimeToLive("x", TimeSpan.FromSeconds(10)));

        Assert.True(endpoint.Locked(() => endpoint.Keys.Rename("x", "y")));

        Assert.Null(endpoint.Locked(() => endpoint.Keys.TypeOf("x")));
        Assert.Equal(TimeSpan.FromSeconds(10), endpoint.Locked(() => endpoint.Keys.TimeToLive("y")));
        Assert.False(endpoint.Locked(() => endpoint.Keys.Rename("none", "y")));
    }

    [Theory]
    [InlineData("m")]
    [InlineData("sc")]
    public async Task Model_and_script_are_not_renamed(string key)
    {
        await using Endpoint endpoint = await CreateAsync();

        Assert.False(endpoint.Locked(() => endpoint.Keys.CanRename(key)));
        Assert.Throws<KeyspaceException>(() => endpoint.Locked(() => endpoint.Keys.Rename(key, "y")));
    }

    [Fact]
    public async Task Versions_change_with_each_write_and_are_told_apart()
    {
        await using Endpoint endpoint = await CreateAsync();
        HashSet<long> versions = [];

        foreach (string key in (string[])["x", "m", "sc"])
        {
            Assert.True(versions.Add(Version(key)));
            Assert.Equal(Version(key), Version(key));
        }

        await endpoint.SendAsync("AI.TENSORSET x FLOAT 1");
        await endpoint.SendAsync(StoreModel);
        Assert.True(versions.Add(Version("x")));
        Assert.True(versions.Add(Version("m")));
        Assert.Equal(0, Version("none"));

        long Version(string key) => endpoint.Locked(() => endpoint.Keys.VersionOf(key));
    }

    [Fact]
    public async Task Bytes_of_a_key_are_those_of_what_it_holds_and_some_more()
    {
        await using Endpoint endpoint = await CreateAsync();

        Assert.InRange(Bytes("x"), 8, 1000);
        Assert.InRange(Bytes("m"), File.ReadAllBytes(TestData.Path("onnx", "add16.onnx")).Length, 2000);
        Assert.InRange(Bytes("sc"), 20, 1000);
        Assert.Equal(0, Bytes("none"));

        long Bytes(string key) => endpoint.Locked(() => endpoint.Keys.BytesOf(key));
    }

    private static ReadOnlyMemory<byte>[] StoreModel =>
        ["AI.MODELSTORE"u8.ToArray(), "m"u8.ToArray(), "ONNX"u8.ToArray(), "CPU"u8.ToArray(), "BLOB"u8.ToArray(), File.ReadAllBytes(TestData.Path("onnx", "add16.onnx"))];

    private async Task<Endpoint> CreateAsync()
    {
        Endpoint endpoint = new(_time);
        Assert.Equal("+OK", $"{await endpoint.SendAsync("AI.TENSORSET x FLOAT 2")}");
        Assert.Equal("+OK", $"{await endpoint.SendAsync(StoreModel)}");
        Assert.Equal("+OK", $"{await endpoint.SendAsync(["AI.SCRIPTSET"u8.ToArray(), "sc"u8.ToArray(), "CPU"u8.ToArray(), "SOURCE"u8.ToArray(), "def f(a: Tensor):\n    return a\n"u8.ToArray()])}");
        return endpoint;
    }
}
