using System.Formats.Tar;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RedisAi.AspNetCore.Tests.Scoring;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.Testing;
using static RedisAi.AspNetCore.Tests.Deployments.DeploymentHost;

namespace RedisAi.AspNetCore.Tests.Deployments;

/// <summary>Archives that come whole, too large, in the middle of others, or not to their end.</summary>
[Collection(LargeBodies.Name)]
public sealed class UploadTests
{
    [Theory]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.V7)]
    public async Task Archive_may_have_any_of_the_usual_forms(TarEntryFormat format)
    {
        await using DeploymentHost host = await StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");

        using HttpResponseMessage response = await host.CreateAsync("add", Archives.Of(folder, format));

        await JsonOfAsync(response);
        Assert.Equal(Answer, await host.PredictAsync("add"));
    }

    [Theory]
    [InlineData("application/x-tar", null)]
    [InlineData("application/x-tar", "gzip")]
    [InlineData("application/gzip", null)]
    [InlineData("application/x-gzip; charset=binary", null)]
    public async Task Archive_may_be_packed_with_gzip(string type, string? encoding)
    {
        await using DeploymentHost host = await StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        using ByteArrayContent content = new(Archives.Packed(Archives.Of(folder)));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using HttpResponseMessage response = await host.Client.PostAsync("/deployments?name=add", content);

        await JsonOfAsync(response);
        Assert.Equal(Answer, await host.PredictAsync("add"));
    }

    [Fact]
    public async Task Model_with_weights_in_another_file_and_long_names_arrives_whole()
    {
        await using DeploymentHost host = await StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("external_data");
        folder.Copy("onnx/external_data.bin", "external_data.bin");
        folder.Write($"{new string('d', 120)}/{new string('f', 150)}.txt", "long");

        using HttpResponseMessage response = await host.CreateAsync("m", Archives.Of(folder));

        JsonElement created = await JsonOfAsync(response);
        using HttpResponseMessage same = await host.CreateAsync("n", Archives.Of(folder, TarEntryFormat.Gnu));
        Assert.Equal(created.GetProperty("digest").GetString(), (await JsonOfAsync(same)).GetProperty("digest").GetString());
    }

    [Fact]
    public async Task Upload_beyond_the_servers_own_limit_is_taken_and_one_beyond_that_of_the_endpoint_refused()
    {
        // Kestrel takes 30,000,000 bytes if nobody says otherwise.
        const int Limit = 31 << 20;
        await using DeploymentHost host = await StartAsync(static options => options.MaxUploadBytes = Limit);
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        folder.Write("large.txt", new string('x', 29 << 20));

        using HttpResponseMessage taken = await host.CreateAsync("m", Archives.Of(folder));
        folder.Write("larger.txt", new string('x', 2 << 20));
        using HttpResponseMessage refused = await host.CreateAsync("n", Archives.Of(folder));

        await JsonOfAsync(taken);
        Assert.Equal(
            $"RESOURCE_LIMIT_EXCEEDED The upload has more than {Limit} bytes, which is the limit of this endpoint, packed or not.",
            await ScoringHost.ErrorOfAsync(refused, HttpStatusCode.RequestEntityTooLarge));
    }

    [Fact]
    public async Task Few_bytes_that_stand_for_very_many_are_refused_at_the_limit()
    {
        await using DeploymentHost host = await StartAsync(static options => options.MaxUploadBytes = 1 << 20);
        byte[][] bombs =
        [
            Archives.Packed([.. Archives.Header("zeros", "00020000000\0"), .. new byte[4 << 20]]),
            Archives.Packed([.. Archives.OfFiles("MLmodel"), .. new byte[4 << 20]]),
            Archives.Packed(Archives.With(TarEntryFormat.Pax, static writer =>
            {
                for (int i = 0; i < 8; i++)
                {
                    writer.WriteEntry(Archives.Entry(TarEntryFormat.Pax, $"{i}", new byte[200_000]));
                }
            })),
        ];

        foreach (byte[] bomb in bombs)
        {
            Assert.True(bomb.Length < 1 << 16);
            using HttpResponseMessage response = await host.CreateAsync("m", bomb);
            Assert.StartsWith("RESOURCE_LIMIT_EXCEEDED", await ScoringHost.ErrorOfAsync(response, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
        }

        Assert.Empty(host.CachedFolders);
    }

    [Theory]
    [InlineData("""{"replicas":"2"}""", "INVALID_PARAMETER_VALUE There is no setting 'replicas'")]
    [InlineData("""{"batchsize":"many"}""", "INVALID_PARAMETER_VALUE batchsize=many is no whole number")]
    [InlineData("""{"tag":["a"]}""", "INVALID_PARAMETER_VALUE The setting 'tag' must be a text, a number or a truth value.")]
    [InlineData("""{"tag":"a","tag":"b"}""", "INVALID_PARAMETER_VALUE The query parameter 'config' cannot be read as JSON")]
    [InlineData("batchsize=8", "INVALID_PARAMETER_VALUE The query parameter 'config' cannot be read as JSON")]
    [InlineData("8", "INVALID_PARAMETER_VALUE 'config' must be an object of settings")]
    public async Task Settings_are_refused_before_the_archive_is_received(string config, string problem)
    {
        await using DeploymentHost host = await StartAsync();

        string answer = await BeginUploadAsync(host, "m", config);

        Assert.Contains("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains(problem.Replace(" ", "\",\"message\":\"", StringComparison.Ordinal)[..30], answer, StringComparison.Ordinal);
        Assert.Contains(problem[(problem.IndexOf(' ', StringComparison.Ordinal) + 1)..], answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_that_goes_away_leaves_nothing_behind()
    {
        await using DeploymentHost host = await StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        byte[] archive = Archives.Of(folder);
        using (TcpClient client = new())
        {
            await client.ConnectAsync(IPAddress.Loopback, host.Client.BaseAddress!.Port);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /deployments?name=m HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-tar\r\nContent-Length: {archive.Length}\r\n\r\n"));
            await stream.WriteAsync(archive.AsMemory(0, archive.Length / 2));
            await Eventually.HoldsAsync(() => host.CachedFolders.Any(), "the upload has begun");
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        await Eventually.HoldsAsync(() => !host.CachedFolders.Any(), "what came of the upload is removed");
        Assert.Empty(host.Engine.Models.List());
    }

    [Fact]
    public async Task Model_that_cannot_be_loaded_leaves_nothing_behind_and_does_not_tell_where_it_was()
    {
        await using DeploymentHost host = await StartAsync();
        await host.DeployAddAsync("m");
        string[] before = [.. host.CachedFolders];
        using ModelFolder broken = new("flavors: {onnx: {data: model.onnx}}\n");
        broken.Write("model.onnx", "no model");
        using ModelFolder without = new("flavors: {onnx: {data: model.onnx}}\n");
        using ModelFolder wrong = new("flavors: [\n");

        string loaded = await RefusedAsync(host, broken);
        string missing = await RefusedAsync(host, without);
        string read = await RefusedAsync(host, wrong);

        Assert.StartsWith("INVALID_PARAMETER_VALUE The model 'model.onnx'", loaded, StringComparison.Ordinal);
        Assert.Contains("model.onnx", missing, StringComparison.Ordinal);
        Assert.StartsWith("INVALID_PARAMETER_VALUE The file 'MLmodel' cannot be read", read, StringComparison.Ordinal);
        Assert.All([loaded, missing, read], static text => Assert.DoesNotContain("/files/", text, StringComparison.Ordinal));
        Assert.Equal(before, host.CachedFolders);
        Assert.Equal(Answer, await host.PredictAsync("m"));
    }

    [Fact]
    public async Task Disk_that_cannot_be_written_to_is_the_servers_fault()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["file"], "");
        await using DeploymentHost host = await StartAsync(client: client => client.Cache.Folder = Path.Combine(folder["file"], "cache"));

        using HttpResponseMessage response = await host.CreateAsync("m", Archives.OfFiles("MLmodel"));

        Assert.Equal(
            "TEMPORARILY_UNAVAILABLE The server cannot write the model's files; is its disk full? Its log says more.",
            await ScoringHost.ErrorOfAsync(response, HttpStatusCode.ServiceUnavailable));
        Assert.Contains(host.Log, static line => line.Contains("[565]: The files of the upload for 'm' could not be written", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Uploads_of_one_name_at_once_make_one_deployment()
    {
        await using DeploymentHost host = await StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        byte[] archive = Archives.Of(folder);

        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.CreateAsync("m", archive)));

        Assert.Equal(1, responses.Count(static response => response.IsSuccessStatusCode));
        foreach (HttpResponseMessage response in responses.Where(static response => !response.IsSuccessStatusCode))
        {
            Assert.StartsWith("RESOURCE_ALREADY_EXISTS", await ScoringHost.ErrorOfAsync(response), StringComparison.Ordinal);
        }

        Assert.Equal(1, host.Engine.Models.GetInfo("m").Version);
        HttpResponseMessage[] updates = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.UpdateAsync("m", archive)));
        Assert.All(updates, static response => Assert.True(response.IsSuccessStatusCode));
        Assert.Equal(7, host.Engine.Models.GetInfo("m").Version);
    }

    private static async Task<string> RefusedAsync(DeploymentHost host, ModelFolder folder)
    {
        using HttpResponseMessage response = await host.UpdateAsync("m", Archives.Of(folder));
        Assert.InRange((int)response.StatusCode, 400, 404);
        return await ScoringHost.ErrorOfAsync(response, response.StatusCode);
    }

    /// <summary>What is answered to an upload of which nothing but the head is sent.</summary>
    private static async Task<string> BeginUploadAsync(DeploymentHost host, string name, string config)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, host.Client.BaseAddress!.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /deployments?name={name}&config={Uri.EscapeDataString(config)} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-tar\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n"));
        byte[] answer = new byte[4096];
        int length = await stream.ReadAsync(answer).AsTask().WaitAsync(Eventually.Limit);
        return Encoding.UTF8.GetString(answer, 0, length);
    }
}
