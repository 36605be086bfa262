using System.Globalization;
using RedisAi.MLflow.Tests.Folders;

namespace RedisAi.MLflow.Tests.Deployments.Remote;

/// <summary>Predictions from several sides at once, while models are replaced.</summary>
public sealed class RemoteTrafficTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Predictions_at_the_same_time_do_not_meet()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token);
        MlflowDeployments[] callers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => test.ConnectDeploymentsAsync()));

        await Task.WhenAll(callers.Select((caller, place) => Task.Run(
            async () =>
            {
                for (int i = 0; i < 50; i++)
                {
                    int number = (1000 * place) + i;
                    Assert.Equal(Sum(number), await RemoteUnderTest.PredictAsync(caller, "add", Request(number)));
                }
            },
            Token)));

        Assert.Equal(["add", "{add}:mlflow"], await test.KeysAsync());
    }

    [Fact]
    public async Task Updates_lose_no_call()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        using ModelFolder other = ModelFolder.WithOnnx("add_dynamic");
        other.Write("requirements.txt", "onnx");
        await test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token);
        MlflowDeployments[] callers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => test.ConnectDeploymentsAsync()));
        using CancellationTokenSource done = new();

        Task<int>[] calls = [.. callers.Select(caller => Task.Run(
            async () =>
            {
                int number = 0;
                for (; !done.IsCancellationRequested || number == 0; number++)
                {
                    Assert.Equal(Sum(number), await RemoteUnderTest.PredictAsync(caller, "add", Request(number)));
                }

                return number;
            },
            Token))];
        for (int update = 0; update < 10; update++)
        {
            MlflowDeployment updated = await test.Deployments.UpdateAsync("add", (update % 2 == 0 ? other : folder).Path, cancellationToken: Token);
            Assert.Equal(updated.ModelUri, (await test.Deployments.GetAsync("add", Token)).ModelUri);
        }

        await done.CancelAsync();

        Assert.All(await Task.WhenAll(calls), static answered => Assert.True(answered > 0));
    }

    private static string Request(int number) => """{"inputs":{"a":[[NUMBER,2]],"b":[[1,4]]}}""".Replace("NUMBER", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string Sum(int number) => """{"predictions":{"c":[[SUM.0,6.0]]}}""".Replace("SUM", (number + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
