using System.Text;
using RedisAi.Backends;
using RedisAi.Backends.Onnx;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.MLflow.Tests.Replay;
using static RedisAi.MLflow.Tests.Deployments.DeploymentsUnderTest;

namespace RedisAi.MLflow.Tests.Deployments;

/// <summary>Models that run in an engine of their own, for a try.</summary>
public sealed class LocalDeploymentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_answers_in_an_engine_of_its_own_until_it_is_disposed()
    {
        using ClientUnderTest test = new(address: null);
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        LocalDeployment local = await MlflowDeployments.RunLocalAsync("add", folder.Path, test.Client, [new OnnxBackend()], config: Config(("batchsize", "8"), ("tag", "v1")), cancellationToken: Token);
        using AiTensor a = AiTensor.Create<float>([1, 2], [1, 2]);
        using AiTensor b = AiTensor.Create<float>([1, 2], [3, 4]);

        string answer = Encoding.UTF8.GetString((await local.PredictAsync(Request, Token)).Span);
        using (ModelResult result = await local.Model.RunAsync([a, b], cancellationToken: Token))
        {
            Assert.Equal([4f, 6f], result.AsSpan<float>(0));
        }

        await local.DisposeAsync();

        Assert.Equal(Answer, answer);
        Assert.Equal(("add", "onnx", "v1", 8), (local.Deployment.Name, local.Deployment.Flavor, local.Deployment.Tag, local.Deployment.BatchSize));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => local.PredictAsync(Request, Token));
    }

    [Fact]
    public async Task Two_of_one_name_do_not_know_of_each_other()
    {
        using ClientUnderTest test = new(address: null);
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await using LocalDeployment first = await MlflowDeployments.RunLocalAsync("add", folder.Path, test.Client, [new OnnxBackend()], cancellationToken: Token);
        await using LocalDeployment second = await MlflowDeployments.RunLocalAsync("add", folder.Path, test.Client, [new OnnxBackend()], cancellationToken: Token);

        Assert.Equal((1, 1), (first.Deployment.Revision, second.Deployment.Revision));
    }

    [Fact]
    public async Task Model_that_cannot_be_had_leaves_nothing_running()
    {
        using ClientUnderTest test = new(address: null);
        DisposableBackend backend = new();

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => MlflowDeployments.RunLocalAsync("m", "/absent", test.Client, [backend], cancellationToken: Token));

        Assert.Equal(MlflowErrorCodes.ResourceDoesNotExist, error.ErrorCode);
        Assert.True(backend.IsDisposed);
    }

    /// <summary>A backend that loads nothing.</summary>
    private sealed class DisposableBackend : IBackend
    {
        public bool IsDisposed { get; private set; }

        public string Name => "NONE";

        public bool Recognizes(ModelContent content) => false;

        public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose() => IsDisposed = true;
    }
}
