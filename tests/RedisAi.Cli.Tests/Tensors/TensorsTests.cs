using System.Text.Json;
using RedisAi.Client.Tests;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Tensors;

public sealed class TensorsTests
{
    [Fact]
    public async Task Tensor_is_set_and_shown()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();

        CliRun set = await CliRun.Of("tensors", "set", "t", "1", "-2.5", "NaN", "4", "--shape", "2,2", "-t", server.Url);
        CliRun get = await CliRun.Of("tensors", "get", "t", "-t", server.Url);
        CliRun json = await CliRun.Of("tensors", "get", "t", "--json", "-t", server.Url);

        Assert.Equal((0, "Set 't': float32 [2,2]\n", ""), (set.ExitCode, set.Output, set.Errors));
        Assert.Equal((0, "key: t\ntype: float32\nshape: [2,2]\nelements: 1, -2.5, NaN, 4\n"), (get.ExitCode, get.Output));
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal("""{"key":"t","type":"float32","shape":[2,2],"values":[1,-2.5,"NaN",4]}""", JsonSerializer.Serialize(document.RootElement));
    }

    [Theory]
    [InlineData("int64", "[3]", "1,-2,9007199254740993", "1", "-2", "9007199254740993")]
    [InlineData("uint8", "[2]", "0,255", "0", "255")]
    [InlineData("bool", "[3]", "true,false,true", "true", "0", "1")]
    [InlineData("float64", "[1]", "0.1", "0.1")]
    [InlineData("string", "[3]", "\"@a\",\"\",\"-b c\"", "@a", "", "-b c")]
    public async Task Elements_of_each_type_are_understood(string type, string shape, string values, params string[] typed)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();

        CliRun set = await CliRun.Of(["tensors", "set", "-t", server.Url, "--type", type, "@key", "--", .. typed]);
        CliRun json = await CliRun.Of("tensors", "get", "@key", "--json", "-t", server.Url);

        Assert.Equal((0, ""), (set.ExitCode, set.Errors));
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal($$"""{"key":"@key","type":"{{type}}","shape":{{shape}},"values":[{{values}}]}""", JsonSerializer.Serialize(document.RootElement));
    }

    [Fact]
    public async Task Scalar_has_no_axes()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();

        await CliRun.Of("tensors", "set", "t", "5", "--shape", "[]", "-t", server.Url);

        using AiTensor? tensor = server.Engine.Tensors.Get("t");
        Assert.Equal("Float32[]: 5", tensor!.Format());
    }

    [Theory]
    [InlineData("'complex' is no type of elements; there are float32, ", "t", "1", "--type", "complex")]
    [InlineData("'x', the element 1, is no int32.", "t", "1", "x", "--type", "int32")]
    [InlineData("'300', the element 0, is no uint8.", "t", "300", "--type", "uint8")]
    [InlineData("The shape [2,3] has 6 elements, and 2 are given.", "t", "1", "2", "--shape", "2,3")]
    [InlineData("'2,x' is no shape; something like 2,3 is expected.", "t", "1", "2", "--shape", "2,x")]
    [InlineData("'-2' is no shape; something like 2,3 is expected.", "t", "1", "2", "--shape", "-2")]
    [InlineData("--expires 0 is no number of seconds between 0 and 1e9.", "t", "1", "--expires", "0")]
    public async Task Tensor_that_makes_no_sense_is_refused_before_anything_is_asked(string told, params string[] arguments)
    {
        CliRun run = await CliRun.Of(["tensors", "set", .. arguments]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(told, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shape_of_very_many_elements_is_refused()
    {
        CliRun run = await CliRun.Of("tensors", "set", "t", "1", "--shape", string.Join(',', Enumerable.Repeat("2147483647", 64)));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(" elements, and 1 are given.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tensors_are_listed()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await CliRun.Of("tensors", "set", "call:b", "1", "2", "-t", server.Url);
        await CliRun.Of("tensors", "set", "call:a", "1", "--type", "int64", "--expires", "3600", "-t", server.Url);
        await CliRun.Of("tensors", "set", "other", "1", "-t", server.Url);

        CliRun run = await CliRun.Of("tensors", "list", "call:*", "-t", server.Url);
        CliRun json = await CliRun.Of("tensors", "list", "call:*", "--json", "-t", server.Url);
        CliRun none = await CliRun.Of("tensors", "list", "no:*", "-t", server.Url);

        string[] lines = run.Output.Split('\n');
        Assert.Equal("KEY     TYPE     SHAPE  EXPIRES IN", lines[0]);
        Assert.Matches("^call:a  int64    \\[1\\]       3,[56][0-9][0-9] s$", lines[1]);
        Assert.Equal("call:b  float32  [2]             -", lines[2]);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal("""{"key":"call:b","type":"float32","shape":[2]}""", JsonSerializer.Serialize(document.RootElement[1]));
        Assert.InRange(document.RootElement[0].GetProperty("timeToLiveMs").GetInt64(), 3_500_000, 3_600_000);
        Assert.Equal((0, "There are no such tensors.\n"), (none.ExitCode, none.Output));
    }

    [Fact]
    public async Task Tensor_goes_to_a_npy_file_and_back()
    {
        using TemporaryFolder folder = new();
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await CliRun.Of("tensors", "set", "t", "1", "2", "--type", "int32", "-t", server.Url);

        CliRun saved = await CliRun.Of("tensors", "save", folder["row.npy"], "t", "-t", server.Url);
        CliRun loaded = await CliRun.Of("tensors", "load", folder["row.npy"], "--prefix", "new:", "-t", server.Url);
        CliRun named = await CliRun.Of("tensors", "load", folder["row.npy"], "--key", "k", "--expires", "100", "-t", server.Url);

        Assert.Equal((0, "Saved 't': int32 [2]\n", ""), (saved.ExitCode, saved.Output, saved.Errors));
        Assert.Equal((0, "Loaded 'new:row': int32 [2]\n", ""), (loaded.ExitCode, loaded.Output, loaded.Errors));
        Assert.Equal((0, "Loaded 'k': int32 [2]\n"), (named.ExitCode, named.Output));
        using AiTensor? tensor = server.Engine.Tensors.Get("new:row");
        Assert.Equal("Int32[2]: 1, 2", tensor!.Format());
        Assert.NotNull(server.Engine.Tensors.GetTimeToLive("k"));
    }

    [Fact]
    public async Task Tensors_go_to_a_safetensors_file_and_back_with_their_time_to_live()
    {
        using TemporaryFolder folder = new();
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await CliRun.Of("tensors", "set", "call:a", "1", "2", "--expires", "1000", "-t", server.Url);
        await CliRun.Of("tensors", "set", "call:b", "x", "y", "--type", "string", "-t", server.Url);
        await CliRun.Of("tensors", "set", "other", "1", "-t", server.Url);

        CliRun saved = await CliRun.Of("tensors", "save", folder["all.safetensors"], "--match", "call:*", "--json", "-t", server.Url);
        foreach (string key in (string[])["call:a", "call:b", "other"])
        {
            server.Engine.Tensors.Remove(key);
        }

        CliRun loaded = await CliRun.Of("tensors", "load", folder["all.safetensors"], "-t", server.Url);

        using JsonDocument document = JsonDocument.Parse(saved.Output);
        Assert.Equal(folder["all.safetensors"], document.RootElement.GetProperty("file").GetString());
        Assert.Equal(["call:a", "call:b"], document.RootElement.GetProperty("tensors").EnumerateArray().Select(static tensor => tensor.GetProperty("key").GetString()));
        Assert.Equal((0, ""), (loaded.ExitCode, loaded.Errors));
        Assert.Equal(["call:a", "call:b"], server.Engine.Tensors.Keys().Order());
        Assert.InRange(server.Engine.Tensors.GetTimeToLive("call:a")!.Value, TimeSpan.FromSeconds(900), TimeSpan.FromSeconds(1000));
        using AiTensor? texts = server.Engine.Tensors.Get("call:b");
        Assert.Equal(["x", "y"], texts!.AsStrings().ToArray());
    }

    [Fact]
    public async Task Tensor_that_has_expired_since_it_was_saved_is_not_loaded()
    {
        using TemporaryFolder folder = new();
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await CliRun.Of("tensors", "set", "t", "1", "--expires", "1000", "-t", server.Url);
        await CliRun.Of("tensors", "save", folder["all.safetensors"], "t", "-t", server.Url);
        server.Engine.Tensors.Remove("t");

        CliRun loaded = await new CliRunner { Time = new ManualTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1)) }
            .RunAsync(["tensors", "load", folder["all.safetensors"], "--json", "-t", server.Url]);

        Assert.Equal(0, loaded.ExitCode);
        Assert.Equal(0, server.Engine.Tensors.Count);
        using JsonDocument document = JsonDocument.Parse(loaded.Output);
        Assert.Equal(0, document.RootElement.GetProperty("tensors").GetArrayLength());
    }

    [Theory]
    [InlineData(2, "The format of 'x.txt' is not known: its name must end in .npy, for one tensor, or in .safetensors.", "save", "x.txt", "t")]
    [InlineData(2, "Say either the keys or --match PATTERN; --match '*' saves all tensors.", "save", "x.npy")]
    [InlineData(2, "Say either the keys or --match PATTERN; --match '*' saves all tensors.", "save", "x.npy", "t", "--match", "*")]
    [InlineData(2, "--key is for a .npy file: the tensors of a .safetensors file have names; --prefix goes before them.", "load", "x.safetensors", "--key", "k")]
    [InlineData(1, "There is no tensor 'none' at {server}. 'redisai tensors list' shows those that are there.", "save", "x.npy", "none")]
    [InlineData(1, "There are no tensors like 'no:*' at {server}. 'redisai tensors list' shows those that are there.", "save", "x.npy", "--match", "no:*")]
    [InlineData(1, "A .npy file holds one tensor, and there are 2: let the name of the file end in .safetensors.", "save", "x.npy", "a", "b")]
    [InlineData(1, "There is no tensor 'none' at {server}. 'redisai tensors list' shows those that are there.", "get", "none")]
    [InlineData(1, "There is no file 'none.npy'.", "load", "none.npy")]
    public async Task What_cannot_be_saved_loaded_or_shown_is_told_with_the_remedy(int exitCode, string told, params string[] arguments)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await CliRun.Of("tensors", "set", "a", "1", "-t", server.Url);
        await CliRun.Of("tensors", "set", "b", "1", "-t", server.Url);

        CliRun run = await CliRun.Of(["tensors", .. arguments, "-t", server.Url]);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(told.Replace("{server}", $"redis://127.0.0.1:{server.Port}", StringComparison.Ordinal), run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_tensors_are_told_as_a_number()
    {
        using TemporaryFolder folder = new();
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using AiTensor scalar = AiTensor.Scalar(1f);
        for (int i = 0; i < 7; i++)
        {
            server.Engine.Tensors.Set($"t{i}", scalar);
        }

        CliRun run = await new CliRunner { IsDrawn = true }.RunAsync(["tensors", "save", folder["all.safetensors"], "--match", "*", "-t", server.Url]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("and 2 more tensors", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_with_control_characters_does_not_reach_the_terminal()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using AiTensor scalar = AiTensor.Scalar(1f);
        server.Engine.Tensors.Set("\u001b[31mred", scalar);

        CliRun run = await CliRun.Of("tensors", "list", "-t", server.Url);

        Assert.Contains("\\u001b[31mred", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }
}
