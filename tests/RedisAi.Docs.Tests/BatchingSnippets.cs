namespace RedisAi.Docs.Tests;

/// <summary>The code of docs/batching.md.</summary>
public sealed class BatchingSnippets
{
    private static readonly ModelSignature s_counter = new(
        [new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 1])), new TensorSpec("sum", TensorDataType.Float32, new ShapePattern([-1, 1]))],
        [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([-1, 1])), new TensorSpec("sumN", TensorDataType.Float32, new ShapePattern([-1, 1]))]);

    [Fact]
    public async Task State_stays_in_the_store_between_the_calls_of_a_session()
    {
        await using RedisAiEngine ai = new();
        ModelSource source = Adding(1);

        #region batching-states
        await ai.Models.StoreAsync("counter", source, new ModelOptions
        {
            Batching = { Mode = BatchingMode.On },                       // a C# function; an ONNX model needs no such word
            States = { new ModelState("sum", "sumN") { TimeToLive = TimeSpan.FromMinutes(30) } },
        });

        IModel counter = ai.Models["counter"];
        InferenceOptions user = new() { Session = "user:7" };
        using AiTensor x = AiTensor.Create<float>([1, 1], [1]);
        (await counter.RunAsync([x], user)).Dispose();                   // without "sum": the engine gives it
        (await counter.RunAsync([x], user)).Dispose();

        string key = counter.GetStateKey("user:7", "sum");               // "user:7/counter/sum"
        using (AiTensor? sum = ai.Tensors.Get(key))
        {
            ai.Tensors.Set(counter.GetStateKey("fork", "sum"), sum!);    // "fork" goes on from here
        }

        await ai.EndSessionAsync("user:7");
        #endregion

        using AiTensor? fork = ai.Tensors.Get("fork/counter/sum");
        Assert.Equal([2], fork!.ToArray<float>());
        Assert.False(ai.Tensors.Contains(key));
    }

    [Fact]
    public async Task Overload_is_refused_with_the_predicted_wait()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("counter", Adding(1));
        using AiTensor x = AiTensor.Create<float>([1, 1], [1]);
        IModel counter = ai.Models["counter"];
        List<TimeSpan> waits = [];

        #region batching-overload
        InferenceOptions soon = new() { Timeout = TimeSpan.FromSeconds(20) };
        InferenceAttempt attempt = await counter.TryRunAsync([x, x], soon);
        if (attempt.Accepted)
        {
            using ModelResult answer = attempt.Result;
        }
        else
        {
            waits.Add(attempt.RetryAfter);      // tell the client: 503, Retry-After
        }
        #endregion

        Assert.Empty(waits);
    }

    [Fact]
    public async Task Candidate_gets_its_share_and_is_promoted()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("counter", Adding(1));
        ModelSource next = Adding(2);
        using AiTensor x = AiTensor.Create<float>([1, 1], [1]);

        #region batching-versions
        ModelInfo canary = await ai.Models.StoreCandidateAsync("counter", next, CandidateTraffic.Answers(0.05));   // 5 % of the calls
        await ai.Models.SetTrafficAsync("counter", canary.Version, CandidateTraffic.Answers(0.5));                 // now half of them: A/B
        await ai.Models.SetTrafficAsync("counter", canary.Version, CandidateTraffic.Shadows());                    // none, but copies of all
        ShadowStatistics? seen = ai.Models.ListVersions("counter")[0].Shadow;                                      // how far its answers lie off, and what it cost
        await ai.Models.PromoteAsync("counter", canary.Version);                                                   // it serves
        await ai.Models.RollBackAsync("counter");                                                                  // the one before serves again, at once
        #endregion

        Assert.Null(seen);
        Assert.Equal(1, ai.Models.GetInfo("counter").Version);
        using ModelResult result = await ai.Models["counter"].RunAsync([x, x]);
        Assert.Equal([2], result.AsSpan<float>(1).ToArray());
    }

    [Fact]
    public async Task Session_goes_to_the_new_version_with_its_state_changed()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("counter", Adding(1), new ModelOptions { States = { new ModelState("sum", "sumN") } });
        using AiTensor x = AiTensor.Create<float>([1, 1], [1]);
        InferenceOptions user = new() { Session = "user:7" };
        (await ai.Models["counter"].RunAsync([x], user)).Dispose();
        ModelSource next = Adding(2);

        #region batching-migration
        ModelOptions options = new() { States = { new ModelState("sum", "sumN") } };
        options.Routing.Promotion = SessionPromotion.Migrate;
        options.Routing.Migration = static (input, state) => AiTensor.Create<float>(state.Shape.Dimensions, [100 * state.AsSpan<float>()[0]]);
        await ai.Models.StoreAsync("counter", next, options);
        #endregion

        using ModelResult result = await ai.Models["counter"].RunAsync([x], user);
        Assert.Equal([102], result.AsSpan<float>(1).ToArray());
    }

    /// <summary>A model that adds its input, some times over, to its state.</summary>
    private static ModelSource Adding(float factor) => ModelSource.FromFunction(s_counter, (inputs, _) =>
    {
        AiTensor sum = AiTensor.Create<float, (AiTensor X, AiTensor Sum, float Factor)>(
            inputs[0].Shape.Dimensions,
            (inputs[0], inputs[1], factor),
            static (sums, given) =>
            {
                for (int i = 0; i < sums.Length; i++)
                {
                    sums[i] = given.Sum.AsSpan<float>()[i] + (given.Factor * given.X.AsSpan<float>()[i]);
                }
            });
        return [inputs[0], sum];
    });
}
