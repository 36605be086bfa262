using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RedisAi.MLflow;
using RedisAi.MLflow.Deployments;

namespace RedisAi.AspNetCore.Tests.Scoring;

/// <summary>Addresses, models that come and go, and settings.</summary>
public sealed class ScoringEndpointTests
{
    private const string Request = """{"inputs":[[1,2]]}""";

    [Fact]
    public async Task Model_that_is_not_there_is_a_404_until_it_comes()
    {
        await using ScoringHost host = await ScoringHost.StartAsync();
        using HttpResponseMessage early = await host.AskAsync(Request);
        using HttpResponseMessage sick = await host.Client.GetAsync("/ping");
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));

        using HttpResponseMessage late = await host.AskAsync(Request);
        using HttpResponseMessage well = await host.Client.GetAsync("/ping");
        await host.Engine.Models.DeleteAsync("m");
        using HttpResponseMessage gone = await host.AskAsync(Request);

        Assert.StartsWith("RESOURCE_DOES_NOT_EXIST There is no model under the key 'm'", await ScoringHost.ErrorOfAsync(early, HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Equal("\n", await ScoringHost.TextOfAsync(sick, HttpStatusCode.NotFound));
        Assert.Equal("""{"predictions":{"y":[[1,2]]}}""", await ScoringHost.TextOfAsync(late));
        Assert.Equal("\n", await ScoringHost.TextOfAsync(well));
        Assert.StartsWith("RESOURCE_DOES_NOT_EXIST", await ScoringHost.ErrorOfAsync(gone, HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_that_of_MLflow_where_it_is_known_and_else_ours()
    {
        await using ScoringHost host = await ScoringHost.StartAsync();
        string none = await host.Client.GetStringAsync("/version");
        ModelInfo info = await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        string unknown = await host.Client.GetStringAsync("/version");
        host.Contracts.Set(info.Signature, new ScoringContract(null, PredictionForm.Named) { MlflowVersion = "3.17.2" });

        string known = await host.Client.GetStringAsync("/version");

        Assert.Equal(none, unknown);
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+", none);
        Assert.Equal("3.17.2", known);
    }

    [Fact]
    public async Task Contract_of_the_version_that_serves_counts_also_when_it_comes_late()
    {
        await using ScoringHost host = await ScoringHost.WithEchoAsync();
        using HttpResponseMessage before = await host.AskAsync(Request);
        ModelInfo info = host.Engine.Models.GetInfo("m");

        host.Contracts.Set(info.Signature, new ScoringContract(MlflowSignature.Parse("""[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,2]}}]"""), PredictionForm.First));

        using HttpResponseMessage after = await host.AskAsync(Request);
        using HttpResponseMessage refused = await host.AskAsync("""{"inputs":[1,2]}""");
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        using HttpResponseMessage next = await host.AskAsync(Request);
        Assert.Equal("""{"predictions":{"y":[[1,2]]}}""", await ScoringHost.TextOfAsync(before));
        Assert.Equal("""{"predictions":[[1.0,2.0]]}""", await ScoringHost.TextOfAsync(after));
        Assert.StartsWith("INVALID_PARAMETER_VALUE", await ScoringHost.ErrorOfAsync(refused), StringComparison.Ordinal);
        Assert.Equal("""{"predictions":{"y":[[1,2]]}}""", await ScoringHost.TextOfAsync(next));
    }

    [Fact]
    public async Task Signature_that_the_model_disagrees_with_is_told_once()
    {
        await using ScoringHost host = await ScoringHost.StartAsync(static options => options.Contract = new ScoringContract(
            MlflowSignature.Parse("""[{"type":"tensor","tensor-spec":{"dtype":"float64","shape":[-1,2]}}]"""), PredictionForm.Named));
        ModelSignature signature = new([new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 2]))], [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([-1, 2]))]);
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(signature, static inputs => [inputs[0]]));

        using HttpResponseMessage first = await host.AskAsync(Request);
        using HttpResponseMessage second = await host.AskAsync(Request);

        Assert.Equal("""{"predictions":{"y":[[1.0,2.0]]}}""", await ScoringHost.TextOfAsync(second));
        Assert.Single(host.Log, static line => line.StartsWith("RedisAi[560]: The model 'm' and its signature in MLflow disagree: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_models_have_prefixes_and_conventions_of_their_own()
    {
        await using EndpointHost host = await EndpointHost.StartAsync(static app =>
        {
            app.MapMlflowScoring("one", "/models/one");
            app.MapMlflowScoring("two", "/models/two").WithMetadata("marked");
            app.MapGet("/metadata", (HttpContext context) => string.Join('|', context.RequestServices.GetRequiredService<Microsoft.AspNetCore.Routing.EndpointDataSource>().Endpoints
                .Where(static endpoint => endpoint.Metadata.OfType<string>().Contains("marked")).Select(static endpoint => endpoint.DisplayName)));
        });
        await host.Engine.Models.StoreAsync("one", ModelSource.FromFunction(["x"], ["first"], static inputs => [inputs[0]]));
        await host.Engine.Models.StoreAsync("two", ModelSource.FromFunction(["x"], ["second"], static inputs => [inputs[0]]));

        using HttpResponseMessage one = await host.Client.PostAsync("/models/one/invocations", new StringContent(Request, null, "application/json"));
        using HttpResponseMessage two = await host.Client.PostAsync("/models/two/invocations", new StringContent(Request, null, "application/json"));
        using HttpResponseMessage head = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/models/two/ping"));

        Assert.Equal("""{"predictions":{"first":[[1,2]]}}""", await ScoringHost.TextOfAsync(one));
        Assert.Equal("""{"predictions":{"second":[[1,2]]}}""", await ScoringHost.TextOfAsync(two));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(4, (await host.Client.GetStringAsync("/metadata")).Split('|').Length);
    }

    [Fact]
    public async Task What_was_noted_with_a_deployed_model_counts_where_nobody_says_more()
    {
        await using ScoringHost host = await ScoringHost.StartAsync();
        ModelOptions options = new();
        new DeploymentFacts("models:/m/1", "sklearn", new ScoringContract(null, PredictionForm.First)).WriteTo(options.Metadata);
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["first"], static inputs => [inputs[0]]), options);

        using HttpResponseMessage answer = await host.AskAsync(Request);

        Assert.Equal("""{"predictions":[[1,2]]}""", await ScoringHost.TextOfAsync(answer));
    }

    [Fact]
    public async Task Settings_that_make_no_sense_are_refused_when_the_endpoint_is_mapped()
    {
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => EndpointHost.StartAsync(static app => app.MapMlflowScoring("m", configure: static options =>
        {
            options.MaxBodyBytes = 0;
            options.DefaultTimeout = TimeSpan.Zero;
            options.CompressFromBytes = -1;
        })));

        Assert.Equal(3, error.Failures.Count());
    }

    [Fact]
    public async Task Requests_go_on_without_a_loss_while_the_model_is_replaced()
    {
        await using ScoringHost host = await ScoringHost.WithEchoAsync();
        using CancellationTokenSource done = new();
        Task<int>[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int answered = 0;
            do
            {
                using HttpResponseMessage response = await host.AskAsync(Request);
                Assert.Equal("""{"predictions":{"y":[[1,2]]}}""", await ScoringHost.TextOfAsync(response));
                answered++;
            }
            while (!done.IsCancellationRequested);

            return answered;
        }))];

        for (int swap = 0; swap < 20; swap++)
        {
            await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        }

        await done.CancelAsync();
        Assert.All(await Task.WhenAll(callers), static answered => Assert.True(answered > 0));
    }
}
