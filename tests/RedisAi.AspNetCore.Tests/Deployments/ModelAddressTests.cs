using System.Net;
using RedisAi.AspNetCore.Tests.Scoring;
using RedisAi.MLflow.Tests.Folders;
using static RedisAi.AspNetCore.Tests.Deployments.DeploymentHost;

namespace RedisAi.AspNetCore.Tests.Deployments;

/// <summary>Models that clients name by addresses, and other requests in JSON.</summary>
public sealed class ModelAddressTests
{
    [Theory]
    [InlineData("/etc")]
    [InlineData("models/resnet")]
    [InlineData("file:///etc")]
    [InlineData("file:/etc")]
    [InlineData("FILE:///etc")]
    [InlineData(" /etc")]
    public async Task Folders_of_the_servers_machine_are_not_read(string uri)
    {
        await using DeploymentHost host = await StartAsync();
        await host.DeployAddAsync("present");

        using HttpResponseMessage created = await host.SendJsonAsync(HttpMethod.Post, "/deployments", $$"""{"name":"m","model_uri":"{{uri}}"}""");
        using HttpResponseMessage updated = await host.SendJsonAsync(HttpMethod.Put, "/deployments/present", $$"""{"model_uri":"{{uri}}"}""");

        Assert.StartsWith("PERMISSION_DENIED The address ", await ScoringHost.ErrorOfAsync(created, HttpStatusCode.Forbidden), StringComparison.Ordinal);
        Assert.StartsWith("PERMISSION_DENIED The address ", await ScoringHost.ErrorOfAsync(updated, HttpStatusCode.Forbidden), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mlflow-artifacts://169.254.169.254/latest", "http://mlflow.test:5000")]
    [InlineData("mlflow-artifacts://mlflow.test:5001/model", "http://mlflow.test:5000")]
    [InlineData("mlflow-artifacts://mlflow.test/model", "http://mlflow.test:5000")]
    [InlineData("mlflow-artifacts://localhost:8080/model", null)]
    public async Task Other_servers_are_not_asked(string uri, string? tracking)
    {
        await using DeploymentHost host = await StartAsync(client: client => client.TrackingUri = tracking);

        using HttpResponseMessage response = await host.SendJsonAsync(HttpMethod.Post, "/deployments", $$"""{"name":"m","model_uri":"{{uri}}"}""");

        Assert.StartsWith("PERMISSION_DENIED The address ", await ScoringHost.ErrorOfAsync(response, HttpStatusCode.Forbidden), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models:/m/1")]
    [InlineData("mlflow-artifacts://127.0.0.1:9/model")]
    public async Task The_applications_own_server_is_asked(string uri)
    {
        await using DeploymentHost host = await StartAsync(client: static client => (client.TrackingUri, client.MaxRetries) = ("http://127.0.0.1:9", 0));

        using HttpResponseMessage response = await host.SendJsonAsync(HttpMethod.Post, "/deployments", $$"""{"name":"m","model_uri":"{{uri}}"}""");

        Assert.StartsWith("TEMPORARILY_UNAVAILABLE", await ScoringHost.ErrorOfAsync(response, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_below_those_that_are_permitted_are_read()
    {
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        Directory.CreateDirectory(folder.Outside("secret"));
        await using DeploymentHost host = await StartAsync(options => options.LocalFolders.Add(folder.Path));

        using HttpResponseMessage created = await host.SendJsonAsync(HttpMethod.Post, "/deployments", $$"""{"config":{"batchsize":8},"name":"m","model_uri":"{{folder.Path}}"}""");
        using HttpResponseMessage updated = await host.SendJsonAsync(HttpMethod.Put, "/deployments/m", $$"""{"model_uri":"file://{{folder.Path}}"}""");
        HttpResponseMessage[] refused =
        [
            await host.SendJsonAsync(HttpMethod.Put, "/deployments/m", $$"""{"model_uri":"{{folder.Path}}/../secret"}"""),
            await host.SendJsonAsync(HttpMethod.Put, "/deployments/m", $$"""{"model_uri":"{{folder.Outside("secret")}}"}"""),
            await host.SendJsonAsync(HttpMethod.Put, "/deployments/m", $$"""{"model_uri":"file://{{folder.Path}}/%2e%2e/secret"}"""),
        ];

        Assert.Equal(folder.Path, (await JsonOfAsync(created)).GetProperty("model_uri").GetString());
        Assert.Equal(2, (await JsonOfAsync(updated)).GetProperty("revision").GetInt32());
        foreach (HttpResponseMessage response in refused)
        {
            Assert.StartsWith("PERMISSION_DENIED", await ScoringHost.ErrorOfAsync(response, HttpStatusCode.Forbidden), StringComparison.Ordinal);
            response.Dispose();
        }
    }

    [Theory]
    [InlineData("{}", "'' is no name of a deployment: a text such as 'resnet' is expected, with more than dots, slashes and blanks.")]
    [InlineData("""{"name":"n"}""", "The request has no model: give its address as 'model_uri', or its folder as an archive (application/x-tar).")]
    [InlineData("""{"name":7}""", "'name' must be a text.")]
    [InlineData("""{"name":"n","modeluri":"models:/m/1"}""", "The body has 'modeluri', which is not known; there are name, model_uri, flavor and config.")]
    [InlineData("""{"name":"n","model_uri":"models:/m"}""", "The address 'models:/m' cannot be read: it names a model, and neither a version nor an alias.")]
    [InlineData("[]", "The body must be an object in JSON.")]
    [InlineData("{", "The body cannot be read as JSON: ")]
    public async Task Wrong_requests_are_refused_with_what_is_expected(string body, string problem)
    {
        await using DeploymentHost host = await StartAsync();

        using HttpResponseMessage response = await host.SendJsonAsync(HttpMethod.Post, "/deployments", body);

        Assert.StartsWith($"INVALID_PARAMETER_VALUE {problem}", await ScoringHost.ErrorOfAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "The update of 'present' changes nothing: give a model, or settings.")]
    [InlineData("""{"flavor":"onnx","config":{"tag":"x"}}""", "The update of 'present' gives the flavour 'onnx' of no model: give the model's address, too.")]
    [InlineData("""{"name":"other","config":{"tag":"x"}}""", "The request names 'other', and its address 'present': a deployment keeps its name.")]
    public async Task Wrong_updates_are_refused_with_what_is_expected(string body, string problem)
    {
        await using DeploymentHost host = await StartAsync();
        await host.DeployAddAsync("present");

        using HttpResponseMessage response = await host.SendJsonAsync(HttpMethod.Put, "/deployments/present", body);

        Assert.Equal($"INVALID_PARAMETER_VALUE {problem}", await ScoringHost.ErrorOfAsync(response));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/zip")]
    [InlineData("multipart/form-data")]
    public async Task Other_bodies_are_a_415(string type)
    {
        await using DeploymentHost host = await StartAsync();
        using ByteArrayContent content = Content([1], type);

        using HttpResponseMessage response = await host.Client.PostAsync("/deployments?name=m", content);

        Assert.Equal(
            $"BAD_REQUEST The Content-Type is '{type}'; it must be application/x-tar for a model's folder as an archive, packed with gzip or not, or application/json.",
            await ScoringHost.ErrorOfAsync(response, HttpStatusCode.UnsupportedMediaType));
    }
}
