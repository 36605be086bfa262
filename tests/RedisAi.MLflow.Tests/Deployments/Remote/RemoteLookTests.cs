using System.Text;
using RedisAi.MLflow.Deployments;
using RedisAi.MLflow.Deployments.Remote;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Server.Tests.Importing;

namespace RedisAi.MLflow.Tests.Deployments.Remote;

/// <summary>A model and its facts as they are seen while others change them.</summary>
public sealed class RemoteLookTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_looks_between_the_model_and_its_facts_looks_again()
    {
        int looks = 0;
        using FakeServer server = new(command => command.Split(' ')[0] switch
        {
            "PING" => "+PONG\r\n",
            "AI.MODELGET" => Array("backend", "ONNX", "device", "CPU", "tag", "v2", "batchsize", "0", "minbatchsize", "0", "minbatchtimeout", "0"),
            "AI.TENSORGET" => Bulk(Facts(looks++ == 0 ? "v1" : "v2")),
            _ => null,
        });
        using ClientUnderTest mlflow = new(address: null);
        await using RedisAiClient client = await RedisAiClient.ConnectAsync(server.Url, cancellationToken: Token);

        MlflowDeployment told = await new MlflowDeployments(client, mlflow.Client).GetAsync("m", Token);

        Assert.Equal(("models:/v2/1", "v2", 2), (told.ModelUri, told.Tag, looks));
    }

    private static string Facts(string tag) => Encoding.UTF8.GetString(
        new FactsRecord(new DeploymentFacts($"models:/{tag}/1", "onnx", new ScoringContract(null, PredictionForm.Named)), null, new RemoteModelOptions { Tag = tag }, "ONNX").ToJson());

    private static string Array(params string[] texts) => $"*{texts.Length}\r\n{string.Concat(texts.Select(Bulk))}";

    private static string Bulk(string text) => $"${text.Length}\r\n{text}\r\n";
}
