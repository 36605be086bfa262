using RedisAi.MLflow.Deployments;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.Server;

namespace RedisAi.MLflow.Tests.Deployments.Remote;

/// <summary>What a server refuses, and servers that are not there, with MLflow's codes.</summary>
public sealed class RemoteErrorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_deployed_is_an_error_with_its_name()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();

        MlflowException[] errors =
        [
            await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.GetAsync("absent", Token)),
            await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.UpdateAsync("absent", "/absent", cancellationToken: Token)),
            await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.PredictAsync("absent", "{}"u8.ToArray(), Token)),
            await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.ExplainAsync("absent", "{}"u8.ToArray(), Token)),
        ];

        Assert.All(errors, static error => Assert.Equal(("There is no deployment 'absent'.", MlflowErrorCodes.ResourceDoesNotExist), (error.Message, error.ErrorCode)));
    }

    [Fact]
    public async Task Request_that_is_not_what_the_model_takes_is_refused()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token);

        MlflowException unread = await Assert.ThrowsAsync<MlflowException>(() => test.PredictAsync("add", "[1]"));
        MlflowException unequal = await Assert.ThrowsAsync<MlflowException>(() => test.PredictAsync("add", """{"inputs":{"a":[[1,2]],"b":[[1,2,3]]}}"""));

        Assert.Equal((MlflowErrorCodes.BadRequest, MlflowErrorCodes.InvalidParameterValue), (unread.ErrorCode, unequal.ErrorCode));
        Assert.Contains("AI.MODELEXECUTE 'add'", unequal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_who_may_not_store_code_is_told_so_and_nothing_has_changed()
    {
        RedisAiClientOptions options = new() { Password = "p" };
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync(static resp => resp.Users["default"] = new RespUserOptions { Password = "p", MayStoreCode = false }, options);
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token));

        Assert.Equal((MlflowErrorCodes.PermissionDenied, false), (error.ErrorCode, error.IsTransient));
        Assert.Empty(await test.KeysAsync());
    }

    [Fact]
    public async Task Server_that_has_gone_is_a_passing_trouble()
    {
        RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        MlflowDeployments deployments = test.Deployments;
        await using (test)
        {
            await test.Server.DisposeAsync();

            MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => deployments.ListAsync(Token));

            Assert.Equal((MlflowErrorCodes.TemporarilyUnavailable, true), (error.ErrorCode, error.IsTransient));
        }
    }

    [Fact]
    public async Task Key_of_another_kind_is_no_deployment_and_is_not_overwritten()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await test.AskAsync("SET", "add", "text");

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token));
        await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.DeleteAsync("add", Token));

        Assert.Contains("WRONGTYPE", error.Message, StringComparison.Ordinal);
        Assert.Equal("text", (await test.AskAsync("GET", "add")).Text);
    }

    [Theory]
    [InlineData("NOPERM this user has no permissions", MlflowErrorCodes.PermissionDenied, false)]
    [InlineData("NOAUTH Authentication required.", MlflowErrorCodes.Unauthenticated, false)]
    [InlineData("LOADING Redis is loading the dataset in memory", MlflowErrorCodes.TemporarilyUnavailable, true)]
    [InlineData("OOM command not allowed", MlflowErrorCodes.ResourceLimitExceeded, false)]
    [InlineData("ERR unknown command 'AI.MODELGET'", MlflowErrorCodes.FeatureDisabled, false)]
    [InlineData("No graph was found in the protobuf.", MlflowErrorCodes.InvalidParameterValue, false)]
    public void Words_of_a_server_have_codes(string told, string code, bool isTransient)
    {
        MlflowException error = DeploymentErrors.Of(new RedisAiServerException("redis://h:1", "AI.MODELSTORE 'm'", $"the server answers the error '{told}'", told));

        Assert.Equal((code, isTransient), (error.ErrorCode, error.IsTransient));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Password_that_is_not_let_in_is_no_passing_trouble() => Assert.Equal(
        MlflowErrorCodes.Unauthenticated,
        DeploymentErrors.Of(new RedisAiConnectionException("redis://h:1", "redis://h:1: the server answers the error 'WRONGPASS invalid username-password pair'.")).ErrorCode);
}
