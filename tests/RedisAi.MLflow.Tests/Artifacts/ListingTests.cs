using System.Text.Json;
using RedisAi.MLflow.Tests.Replay;

namespace RedisAi.MLflow.Tests.Artifacts;

/// <summary>Lists of files by servers that mean no good, or do not know better.</summary>
public sealed class ListingTests
{
    [Theory]
    [InlineData("../evil")]
    [InlineData("..")]
    [InlineData("/etc/passwd")]
    [InlineData("a/b")]
    [InlineData("%2e%2e")]
    [InlineData(@"..\evil")]
    [InlineData("C:evil")]
    [InlineData("")]
    [InlineData("a\u0000b")]
    public async Task Names_that_lead_out_of_the_folder_are_refused(string name)
    {
        FakeMlflow fake = new();
        fake.Register("iris", "1", "m-1", ("MLmodel", [1]));
        fake.Intercept = async context =>
        {
            bool isList = context.Request.Path.Value!.EndsWith("mlflow-artifacts/artifacts", StringComparison.Ordinal);
            await (isList
                ? Answers.TextAsync(context, $$"""{"files": [{"path": {{JsonSerializer.Serialize(name)}}, "is_dir": false, "file_size": 1}]}""", type: "application/json")
                : Task.CompletedTask);
            return isList;
        };
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.DownloadAsync("models:/iris/1"));

        Assert.Equal("INVALID_PARAMETER_VALUE", error.ErrorCode);
        Assert.Contains("is refused", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"path": "other/MLmodel", "is_dir": false, "file_size": 1}""", "where it is not")]
    [InlineData("""{"path": "model", "is_dir": true}""", "where it is not")]
    [InlineData("""{"path": "model/a/b", "is_dir": false, "file_size": 1}""", "where it is not")]
    [InlineData("""{"path": "model/../../x", "is_dir": false, "file_size": 1}""", "is refused")]
    [InlineData("""{"path": "model/MLmodel", "is_dir": false, "file_size": 1}, {"path": "model/MLmodel", "is_dir": false, "file_size": 1}""", "twice")]
    [InlineData("""{"path": "model/MLmodel", "is_dir": false, "file_size": -1}""", "with -1 bytes")]
    public async Task A_list_of_a_run_with_what_is_not_in_it_is_refused(string files, string reason)
    {
        FakeMlflow fake = new() { HasProxy = false };
        fake.Runs["r1"] = new FakeRun("r1", "s3://bucket/r1");
        fake.Intercept = async context =>
        {
            bool isList = context.Request.Path.Value!.EndsWith("artifacts/list", StringComparison.Ordinal);
            await (isList ? Answers.TextAsync(context, $$"""{"files": [{{files}}]}""", type: "application/json") : Task.CompletedTask);
            return isList;
        };
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.DownloadAsync("runs:/r1/model"));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_without_end_are_given_up()
    {
        FakeMlflow fake = new();
        fake.Register("iris", "1", "m-1", ("MLmodel", [1]));
        fake.Intercept = static async context =>
        {
            bool isList = context.Request.Path.Value!.EndsWith("mlflow-artifacts/artifacts", StringComparison.Ordinal);
            await (isList ? Answers.TextAsync(context, """{"files": [{"path": "a", "is_dir": true}]}""", type: "application/json") : Task.CompletedTask);
            return isList;
        };
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.DownloadAsync("models:/iris/1"));

        Assert.Equal("RESOURCE_LIMIT_EXCEEDED", error.ErrorCode);
        Assert.Contains("more than 32 folders in each other", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_a_folder_as_well_is_refused()
    {
        FakeMlflow fake = new();
        fake.Register("iris", "1", "m-1", ("MLmodel", [1]));
        fake.Intercept = static async context =>
        {
            string? folder = context.Request.Query["path"];
            bool isList = context.Request.Path.Value!.EndsWith("mlflow-artifacts/artifacts", StringComparison.Ordinal);
            string files = folder?.EndsWith("/data", StringComparison.Ordinal) == true
                ? """{"path": "model.onnx", "is_dir": false, "file_size": 1}"""
                : """{"path": "data", "is_dir": false, "file_size": 1}, {"path": "data", "is_dir": true}""";
            await (isList ? Answers.TextAsync(context, $$"""{"files": [{{files}}]}""", type: "application/json") : Task.CompletedTask);
            return isList;
        };
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.DownloadAsync("models:/iris/1"));

        Assert.Equal("INTERNAL_ERROR", error.ErrorCode);
        Assert.Contains("'data' as a file and as a folder", error.Message, StringComparison.Ordinal);
    }
}
