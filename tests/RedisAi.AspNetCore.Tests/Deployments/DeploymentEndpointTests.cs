using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RedisAi.AspNetCore.Tests.Scoring;
using RedisAi.MLflow.Tests.Folders;
using static RedisAi.AspNetCore.Tests.Deployments.DeploymentHost;

namespace RedisAi.AspNetCore.Tests.Deployments;

/// <summary>The operations, as clients use them.</summary>
public sealed class DeploymentEndpointTests
{
    [Fact]
    public async Task Uploaded_model_answers_and_is_told_of()
    {
        await using DeploymentHost host = await StartAsync();

        JsonElement created = await host.DeployAddAsync("add", """&flavor=onnx&config={"batchsize":"8","tag":"v1"}""");

        Assert.Equal(("add", "onnx", "ONNX", 1, true), (Text(created, "name"), Text(created, "flavor"), Text(created, "backend"), created.GetProperty("revision").GetInt32(), created.GetProperty("uploaded").GetBoolean()));
        Assert.Equal("""{"device":"CPU","batchsize":"8","tag":"v1"}""", created.GetProperty("config").GetRawText());
        Assert.Equal("""["a","b"]""", created.GetProperty("inputs").GetRawText());
        Assert.Equal("""["c"]""", created.GetProperty("outputs").GetRawText());
        Assert.Equal(64, Text(created, "digest")?.Length);
        Assert.Equal($"upload:{Text(created, "digest")}", Text(created, "model_uri"));
        Assert.Equal(created.GetRawText(), (await host.GetAsync("add")).GetRawText());
        Assert.Equal($$"""{"deployments":[{{created.GetRawText()}}]}""", await host.Client.GetStringAsync("/deployments"));
        Assert.Equal(Answer, await host.PredictAsync("add"));
    }

    [Fact]
    public async Task Nothing_is_deployed_at_first()
    {
        await using DeploymentHost host = await StartAsync();

        Assert.Equal("""{"deployments":[]}""", await host.Client.GetStringAsync("/deployments"));
    }

    [Fact]
    public async Task Folder_says_from_where_it_comes()
    {
        await using DeploymentHost host = await StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic", signature: "run_id: 0123456789abcdef0123456789abcdef\nartifact_path: model\n");
        using HttpResponseMessage ofRun = await host.CreateAsync("run", Archives.Of(folder));
        folder.Write("registered_model_meta", "model_name: resnet\nmodel_version: '3'\n");
        using HttpResponseMessage ofRegistry = await host.CreateAsync("registry", Archives.Of(folder));

        JsonElement run = await JsonOfAsync(ofRun);
        JsonElement registry = await JsonOfAsync(ofRegistry);

        Assert.Equal(("runs:/0123456789abcdef0123456789abcdef/model", null, "0123456789abcdef0123456789abcdef"), (Text(run, "model_uri"), Text(run, "model_version"), Text(run, "run_id")));
        Assert.Equal(("models:/resnet/3", "3", "0123456789abcdef0123456789abcdef"), (Text(registry, "model_uri"), Text(registry, "model_version"), Text(registry, "run_id")));
    }

    [Fact]
    public async Task Name_that_is_taken_is_refused()
    {
        await using DeploymentHost host = await StartAsync();
        await host.DeployAddAsync("add");

        using HttpResponseMessage uploaded = await host.CreateAsync("add", "no archive"u8.ToArray());
        using HttpResponseMessage named = await host.SendJsonAsync(HttpMethod.Post, "/deployments", """{"name":"add","model_uri":"models:/add/1"}""");

        string expected = "RESOURCE_ALREADY_EXISTS There is a deployment 'add' already. Update it, delete it first, or choose another name.";
        Assert.Equal(expected, await ScoringHost.ErrorOfAsync(uploaded));
        Assert.Equal(expected, await ScoringHost.ErrorOfAsync(named));
    }

    [Fact]
    public async Task What_is_not_deployed_is_a_404()
    {
        await using DeploymentHost host = await StartAsync();
        HttpResponseMessage[] responses =
        [
            await host.Client.GetAsync("/deployments/absent"),
            await host.UpdateAsync("absent", "no archive"u8.ToArray()),
            await host.SendJsonAsync(HttpMethod.Put, "/deployments/absent", """{"config":{"tag":"x"}}"""),
            await host.SendJsonAsync(HttpMethod.Post, "/deployments/absent/invocations", Request),
            await host.SendJsonAsync(HttpMethod.Post, "/deployments/absent/explain", Request),
        ];

        foreach (HttpResponseMessage response in responses)
        {
            Assert.Equal("RESOURCE_DOES_NOT_EXIST There is no deployment 'absent'.", await ScoringHost.ErrorOfAsync(response, HttpStatusCode.NotFound));
            response.Dispose();
        }
    }

    [Fact]
    public async Task Update_swaps_the_model_and_keeps_settings_that_are_not_given()
    {
        await using DeploymentHost host = await StartAsync();
        await host.DeployAddAsync("m", """&config={"batchsize":"8","tag":"v1"}""");
        using ModelFolder next = ModelFolder.WithOnnx("mlp");

        using HttpResponseMessage response = await host.UpdateAsync("m", Archives.Of(next), """?config={"tag":"v2"}""");

        JsonElement updated = await JsonOfAsync(response);
        Assert.Equal("""{"device":"CPU","batchsize":"8","tag":"v2"}""", updated.GetProperty("config").GetRawText());
        Assert.Equal("""["logits"]""", updated.GetProperty("outputs").GetRawText());
        Assert.Equal(2, updated.GetProperty("revision").GetInt32());
    }

    [Fact]
    public async Task Settings_of_an_uploaded_model_change_alone()
    {
        await using DeploymentHost host = await StartAsync();
        JsonElement before = await host.DeployAddAsync("add", """&config={"batchsize":"8"}""");

        using HttpResponseMessage response = await host.SendJsonAsync(HttpMethod.Put, "/deployments/add", """{"config":{"tag":"v2","batchsize":16}}""");

        JsonElement changed = await JsonOfAsync(response);
        Assert.Equal("""{"device":"CPU","batchsize":"16","tag":"v2"}""", changed.GetProperty("config").GetRawText());
        Assert.Equal((2, Text(before, "digest"), true), (changed.GetProperty("revision").GetInt32(), Text(changed, "digest"), changed.GetProperty("uploaded").GetBoolean()));
        Assert.Equal(Answer, await host.PredictAsync("add"));
    }

    [Fact]
    public async Task Settings_alone_need_the_files_to_be_in_the_cache_still()
    {
        await using DeploymentHost host = await StartAsync(client: static client => client.Cache.MaxBytes = 1);
        await host.DeployAddAsync("add");
        using ModelFolder other = ModelFolder.WithOnnx("mlp");
        using HttpResponseMessage makesRoom = await host.CreateAsync("mlp", Archives.Of(other));

        using HttpResponseMessage response = await host.SendJsonAsync(HttpMethod.Put, "/deployments/add", """{"config":{"tag":"v2"}}""");

        Assert.Equal(
            "INVALID_STATE The files of 'add' were uploaded, and are not in the cache any more, so its settings alone cannot be changed: upload the model again, with the settings.",
            await ScoringHost.ErrorOfAsync(response));
        Assert.Equal(Answer, await host.PredictAsync("add"));
    }

    [Fact]
    public async Task Deletion_is_answered_alike_whether_there_was_something_or_not()
    {
        await using DeploymentHost host = await StartAsync();
        await host.DeployAddAsync("add");

        using HttpResponseMessage first = await host.Client.DeleteAsync("/deployments/add");
        using HttpResponseMessage second = await host.Client.DeleteAsync("/deployments/add");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.StatusCode, second.StatusCode));
        using HttpResponseMessage absent = await host.SendJsonAsync(HttpMethod.Post, "/deployments/add/invocations", Request);
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
    }

    [Fact]
    public async Task Explanations_come_from_the_model_that_is_deployed_for_them()
    {
        await using DeploymentHost host = await StartAsync();
        await host.DeployAddAsync("add");

        using HttpResponseMessage none = await host.SendJsonAsync(HttpMethod.Post, "/deployments/add/explain", Request);
        await host.DeployAddAsync("add/explain");
        using HttpResponseMessage explained = await host.SendJsonAsync(HttpMethod.Post, "/deployments/add/explain", Request);

        Assert.StartsWith("NOT_IMPLEMENTED 'add' does not explain its predictions", await ScoringHost.ErrorOfAsync(none, HttpStatusCode.NotImplemented), StringComparison.Ordinal);
        Assert.Equal(Answer, await ScoringHost.TextOfAsync(explained));
    }

    [Theory]
    [InlineData("team a/ré&näme?#%")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("a%252Fb")]
    [InlineData("a%b")]
    public async Task Names_keep_their_characters(string name)
    {
        await using DeploymentHost host = await StartAsync();
        await host.DeployAddAsync(name);

        Assert.Equal(name, Text(await host.GetAsync(name), "name"));
        Assert.Equal([name], host.Engine.Models.List().Select(static info => info.Key));
        Assert.Equal(Answer, await host.PredictAsync(name));
        using HttpResponseMessage deleted = await host.Client.DeleteAsync($"/deployments/{Uri.EscapeDataString(name)}");
        Assert.Empty(host.Engine.Models.List());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("..")]
    [InlineData("../.")]
    [InlineData("a\nb")]
    public async Task Names_that_no_address_can_have_are_refused(string name)
    {
        await using DeploymentHost host = await StartAsync();

        using HttpResponseMessage response = await host.CreateAsync(name, []);

        Assert.StartsWith("INVALID_PARAMETER_VALUE", await ScoringHost.ErrorOfAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NaN_in_an_answer_is_null()
    {
        await using DeploymentHost host = await StartAsync();
        await host.DeployAddAsync("add");

        using HttpResponseMessage response = await host.SendJsonAsync(HttpMethod.Post, "/deployments/add/invocations", """{"inputs":{"a":[[null,1e38]],"b":[[1,3.4e38]]}}""");

        Assert.Equal("""{"predictions":{"c":[[null,null]]}}""", await ScoringHost.TextOfAsync(response));
    }

    [Fact]
    public async Task Conventions_reach_all_endpoints()
    {
        await using DeploymentHost host = await StartAsync(
            conventions: static endpoints => endpoints.AddEndpointFilter(static async (context, next) => Results.StatusCode(await Task.FromResult(418))),
            application: null);
        HttpResponseMessage[] responses =
        [
            await host.Client.GetAsync("/deployments"),
            await host.CreateAsync("m", []),
            await host.UpdateAsync("m", []),
            await host.Client.GetAsync("/deployments/m"),
            await host.Client.DeleteAsync("/deployments/m"),
            await host.SendJsonAsync(HttpMethod.Post, "/deployments/m/invocations", "{}"),
            await host.SendJsonAsync(HttpMethod.Post, "/deployments/m/explain", "{}"),
        ];

        foreach (HttpResponseMessage response in responses)
        {
            Assert.Equal(418, (int)response.StatusCode);
            response.Dispose();
        }
    }

    [Fact]
    public async Task Settings_that_make_no_sense_are_refused_when_the_endpoints_are_mapped()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(static options =>
        {
            (options.MaxUploadBytes, options.MaxUploadEntries, options.Scoring.MaxBodyBytes) = (0, 0, 0);
            options.LocalFolders.Add("models");
        }));

        Assert.Equal(
            ["MaxBodyBytes (0) must be between 1 and 2147483591.", "MaxUploadBytes (0) must be at least 1.", "MaxUploadEntries (0) must be at least 1.", "LocalFolders has 'models', which is no full path."],
            error.Failures);
    }

    [Fact]
    public async Task Application_without_MLflow_is_told_what_is_missing()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => EndpointHost.StartAsync(static app => app.MapDeployments()));

        Assert.Equal("MapDeployments has nothing to deploy to: call services.AddRedisAi().AddMlflow() before the application is built.", error.Message);
    }

    private static string? Text(JsonElement deployment, string key) => deployment.TryGetProperty(key, out JsonElement value) ? value.GetString() : null;
}
