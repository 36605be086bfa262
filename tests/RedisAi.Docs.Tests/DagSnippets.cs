using System.Numerics.Tensors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisAi.Tensors;

namespace RedisAi.Docs.Tests;

/// <summary>The code of docs/dags.md.</summary>
public sealed class DagSnippets
{
    [Fact]
    public async Task Graph_is_built_compiled_and_run()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using AiTensor picture = AiTensor.Create<float>([1, 4], [1, 2, 3, 4]);
        float best;

        #region dags-build
        DagBuilder dag = ai.CreateDag("classify");
        DagValue image = dag.Input("image", TensorDataType.Float32, [1, 4]);
        DagValue scaled = dag.Function("scale", static x => Scale(x, 0.5f), image);       // C#
        DagValue first = dag.Model("encoder", scaled)[0];                                 // by position
        DagValue second = dag.Model("other", ("x", scaled))["y"];                         // by name; runs beside the first
        DagValue both = dag.Function("join", static (a, b) => AiTensor.Concat([a, b], axis: 1), first, second);
        dag.Persist(both, "{session}:latest", timeToLive: TimeSpan.FromHours(1));         // only if the whole run succeeds
        dag.Output("both", both);
        DagPlan classify = dag.Compile();                                                 // everything that is wrong, at once

        InferenceOptions options = new() { Session = "user:7", Timeout = TimeSpan.FromSeconds(30) };
        using DagResult r = await classify.RunAsync(new NamedTensors { ["image"] = picture }, options);
        best = r.AsSpan<float>("both")[3];
        #endregion

        Assert.Equal(2, best);
        using AiTensor kept = ai.Tensors.GetRequired("user:7:latest");
        Assert.Equal(8, kept.ElementCount);
    }

    [Fact]
    public async Task Kernel_fills_a_tensor_and_forwards_one()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");

        #region dags-kernel
        DagNode both = dag.Kernel(
            "halve",
            2,
            static (inputs, outputs) =>
            {
                outputs[0] = TensorValue.Allocate(inputs[0].Shape, out Span<float> halves);      // undefined until written
                TensorPrimitives.Multiply(inputs[0].AsSpan<float>(), 0.5f, halves);
                outputs[1] = inputs[0];                                                          // forwarded
            },
            x);
        #endregion

        dag.Output("half", both[0]);
        dag.Output("same", both[1]);
        using AiTensor given = AiTensor.Create<float>([2], [1, 4]);
        using DagResult result = dag.Compile().Run(new NamedTensors { ["x"] = given });
        Assert.Equal([0.5f, 2], result.ToArray<float>("half"));
        Assert.True(result["same"].ContentEquals(given));
    }

    [Fact]
    public async Task Items_branches_and_fallbacks()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using AiTensor page = AiTensor.Create<float>([3, 4], static elements => elements.Fill(1));
        DagBuilder dag = ai.CreateDag("read");
        DagValue input = dag.Input("page");

        #region dags-items
        DagSequence boxes = dag.Split("boxes", static given => Rows(given[0]), input);                    // as many as there are
        DagSequence texts = dag.Map("each", boxes, static (body, box) => body.Model("encoder", box)[0]);  // their calls share runs
        DagValue all = dag.Gather("all", static items => items.Count == 0 ? AiTensor.Create<float>([0, 4], []) : AiTensor.Concat([.. items]), texts);
        #endregion

        #region dags-branches
        DagValue isLarge = dag.Function("is_large", static x => AiTensor.Scalar(x.Shape[0] > 2), all);
        DagValue answer = dag.If("size", isLarge, then => then.Model("other", all)[0], otherwise => all);
        answer.Node
            .WithTimeout(TimeSpan.FromSeconds(20))
            .WithFallback(instead => instead.Function("plain", static x => Scale(x, 1), all));
        #endregion

        dag.Output("answer", answer);
        using DagResult r = await dag.Compile().RunAsync(new NamedTensors { ["page"] = page });

        Assert.Equal(TensorShape.Create(3, 4), r["answer"].Shape);
    }

    [Fact]
    public async Task Plans_have_names()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using AiTensor x = AiTensor.Create<float>([1, 4], static elements => elements.Fill(1));
        NamedTensors inputs = new() { ["x"] = x };
        DagBuilder dag = ai.CreateDag("encode");
        dag.Output("y", dag.Model("encoder", dag.Input("x"))[0]);

        #region dags-names
        ai.Dags.Store(dag.Compile());
        using DagResult r = await ai.Dags["encode"].RunAsync(inputs);
        #endregion

        Assert.Equal(1, r.AsSpan<float>("y")[0]);
    }

    [Fact]
    public async Task Plans_in_a_host()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();

        #region dags-hosting
        builder.Services.AddRedisAi()
            .AddModel("encoder", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]))
            .AddDag("encode", static dag => dag.Output("y", dag.Model("encoder", dag.Input("x"))[0]));      // compiled once the models are loaded
        #endregion

        using IHost host = builder.Build();
        await host.StartAsync();
        DagPlan plan = host.Services.GetRequiredKeyedService<DagPlan>("encode");      // [FromKeyedServices("encode")] DagPlan plan
        await host.StopAsync();

        Assert.Equal("encode", plan.Name);
    }

    [Fact]
    public async Task Plans_run_on_streams()
    {
        await using RedisAiEngine ai = await EngineAsync();
        DagBuilder dag = ai.CreateDag("encode");
        dag.Output("y", dag.Model("encoder", dag.Input("x"))[0]);
        DagPlan plan = dag.Compile();
        List<float> seen = [];

        #region dags-streams
        await foreach (DagResult result in plan.RunAsync(Elements(), maxConcurrency: 8))
        {
            using (result)
            {
                seen.Add(result.AsSpan<float>("y")[0]);      // in the order of the elements
            }
        }
        #endregion

        Assert.Equal([0, 1, 2, 3], seen);
    }

    private static async Task<RedisAiEngine> EngineAsync()
    {
        RedisAiEngine ai = new();
        await ai.Models.StoreAsync("encoder", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        await ai.Models.StoreAsync("other", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        return ai;
    }

    private static AiTensor[] Rows(AiTensor page) => [.. Enumerable.Range(0, (int)page.Shape[0]).Select(row => page.Slice(row, 1))];

    private static AiTensor Scale(AiTensor x, float by) => AiTensor.Create<float>(x.Shape.Dimensions, elements =>
    {
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = by * x.AsSpan<float>()[i];
        }
    });

    private static async IAsyncEnumerable<NamedTensors> Elements()
    {
        for (int i = 0; i < 4; i++)
        {
            await Task.Yield();
            using AiTensor x = AiTensor.Create<float>([1, 1], [i]);
            yield return new NamedTensors { ["x"] = x };
        }
    }
}
