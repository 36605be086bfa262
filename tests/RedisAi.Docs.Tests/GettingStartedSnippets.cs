using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;
using RedisAi.Testing;

namespace RedisAi.Docs.Tests;

/// <summary>The code of docs/getting-started.md.</summary>
public sealed class GettingStartedSnippets
{
    private static readonly Uri s_step = new("/step/anna", UriKind.Relative);

    [Fact]
    public async Task Model_answers_and_then_keeps_the_state_of_a_session()
    {
        #region start-run
        await using var ai = new RedisAiEngine(new OnnxBackend());
        await ai.Models.StoreAsync("gru", ModelSource.FromFile("gru.onnx"));
        IModel gru = ai.Models["gru"];              // keep it
        string signature = $"{gru.Signature}";      // (x Float32[batch,32], h Float32[batch,64]) -> (y Float32[batch,8], hN Float32[batch,64])

        using AiTensor x = AiTensor.Create<float>([1, 32], new float[32]);
        using AiTensor h = AiTensor.Create<float>([1, 64], new float[64]);
        using ModelResult r = await gru.RunAsync(new NamedTensors { ["x"] = x, ["h"] = h });
        float[] y = r.AsSpan<float>("y").ToArray();
        #endregion

        Assert.Equal("(x Float32[B,32], h Float32[B,64]) -> (y Float32[B,8], hN Float32[B,64])", signature);
        Assert.Equal(8, y.Length);

        #region start-session
        await ai.Models.StoreAsync("gru", ModelSource.FromFile("gru.onnx"), new ModelOptions
        {
            States = { new ModelState("h", "hN") { TimeToLive = TimeSpan.FromMinutes(10) } },
        });

        InferenceOptions anna = new() { Session = "anna" };
        using ModelResult first = await gru.RunAsync(new NamedTensors { ["x"] = x }, anna);       // without "h": zeros
        using ModelResult second = await gru.RunAsync(new NamedTensors { ["x"] = x }, anna);      // goes on from the first
        #endregion

        Assert.Equal(y, first.AsSpan<float>("y").ToArray());
        Assert.NotEqual(y, second.AsSpan<float>("y").ToArray());
        using (AiTensor state = ai.Tensors.GetRequired("anna/gru/h"))
        {
            Assert.Equal(second.AsSpan<float>("hN"), state.AsSpan<float>());
        }

        #region start-end
        await ai.EndSessionAsync("anna");
        #endregion

        Assert.Equal(0, ai.Tensors.Count);
    }

    [Fact]
    public async Task Endpoint_answers_each_user_from_what_he_sent_before()
    {
        string[] args = ["--urls", "http://127.0.0.1:0", "--contentRoot", AppContext.BaseDirectory, "--Logging:LogLevel:Default", "None"];

        #region start-web
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.AddRedisAi()
            .AddOnnxBackend()
            .AddModel("gru", "gru.onnx", static model => model.States.Add(new ModelState("h", "hN") { TimeToLive = TimeSpan.FromMinutes(10) }));
        builder.Services.AddHealthChecks().AddRedisAi();

        await using WebApplication app = builder.Build();
        app.MapPost("/step/{user}", static async (string user, float[] numbers, [FromKeyedServices("gru")] IModel gru, CancellationToken aborted) =>
        {
            using AiTensor x = AiTensor.Create<float>([1, 32], numbers);
            using ModelResult r = await gru.RunAsync([x], new InferenceOptions { Session = user, Timeout = TimeSpan.FromSeconds(1) }, aborted);
            return r.AsSpan<float>("y").ToArray();
        });
        app.MapHealthChecks("/health");
        #endregion

        await app.StartAsync(TestContext.Current.CancellationToken);
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.Single()) };
        float[] first = await StepAsync();
        float[] second = await StepAsync();
        Assert.Equal(8, first.Length);
        Assert.NotEqual(first, second);
        Assert.True(app.Services.GetRequiredService<IRedisAi>().Tensors.Contains("anna/gru/h"));
        Assert.Equal("Healthy", await client.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken));
        await app.StopAsync(TestContext.Current.CancellationToken);

        async Task<float[]> StepAsync()
        {
            using HttpResponseMessage answer = await client.PostAsJsonAsync(s_step, new float[32], TestContext.Current.CancellationToken);
            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<float[]>(TestContext.Current.CancellationToken))!;
        }
    }

    [Fact]
    public async Task Models_that_the_Python_exports_answer_alike_in_both_formats()
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/torch"), "PyTorch is not installed: Debian's package is python3-torch.");
        using TemporaryFolder folder = new();

        // A file: TorchScript reads the source.
        await File.WriteAllTextAsync(folder["export.py"], Snippet.PythonOn("docs/getting-started.md"), TestContext.Current.CancellationToken);
        (int exitCode, _, string errors) = await ChildProcess.RunAsync(Python, ["export.py"], folder.Path);
        Assert.True(exitCode == 0, errors);
        await using var ai = new RedisAiEngine(new OnnxBackend(), new TorchBackend());
        await ai.Models.StoreAsync("onnx", ModelSource.FromFile(folder["gru.onnx"]), new ModelOptions { States = { new ModelState("h", "hN") } });
        await ai.Models.StoreAsync("torch", ModelSource.FromFile(folder["gru.pt"]));
        using AiTensor x = AiTensor.Create<float>([2, 32], static span => span.Fill(0.5f));
        using AiTensor h = AiTensor.Create<float>([2, 64], static span => span.Fill(0.25f));

        using ModelResult onnx = ai.Models["onnx"].Run([x, h]);
        using ModelResult torch = ai.Models["torch"].Run([x, h]);

        Assert.Equal("(x Float32[batch,32], h Float32[batch,64]) -> (y Float32[batch,8], hN Float32[batch,64])", $"{ai.Models["onnx"].Signature}");
        Assert.True(ai.Models.GetInfo("onnx").Batching.IsMerged, ai.Models.GetInfo("onnx").Batching.Reason);
        Assert.Equal(["output_0", "output_1"], ai.Models["torch"].Signature.Outputs.Select(static output => output.Name));
        for (int output = 0; output < 2; output++)
        {
            float[] expected = onnx.AsSpan<float>(output).ToArray();
            Assert.All(torch.AsSpan<float>(output).ToArray(), (value, i) => Assert.Equal(expected[i], value, tolerance: 1e-5f));
        }
    }
}
