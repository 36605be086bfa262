using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>A version is tried by the application before it serves.</summary>
public sealed class ModelTrialTests
{
    [Fact]
    public async Task Version_serves_once_its_trial_has_ended_well()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Constant(1));
        IModel live = ai.Models["m"];
        (float Tried, float Serving) during = default;

        ModelInfo stored = await ai.Models.StoreAsync("m", Functions.Constant(2), options: null, (model, _) =>
        {
            during = (AnswerOf(model), AnswerOf(live));
            return Task.CompletedTask;
        });

        Assert.Equal((2f, 1f), during);
        Assert.Equal((2, 2f), (stored.Version, AnswerOf(live)));
    }

    [Fact]
    public async Task Failed_trial_leaves_what_was_there_and_says_why()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Constant(1));

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() =>
            ai.Models.StoreAsync("m", Functions.Constant(2), options: null, static (_, _) => throw new InvalidOperationException("The answer is 2.")));

        Assert.Equal("The model 'm' was loaded, but its trial failed, so it does not serve: The answer is 2.", error.Message);
        Assert.IsType<InvalidOperationException>(error.InnerException);
        Assert.Equal((1, 1f), (ai.Models.GetInfo("m").Version, AnswerOf(ai.Models["m"])));
        Assert.Equal(1, OpenVersions(ai));
    }

    [Fact]
    public async Task First_version_whose_trial_fails_is_not_there()
    {
        await using RedisAiEngine ai = new();

        await Assert.ThrowsAsync<ModelLoadException>(() =>
            ai.Models.StoreAsync("m", Functions.Constant(2), options: null, static (_, _) => Task.FromException(new TimeoutException("Too slow."))));

        Assert.False(ai.Models.TryGet("m", out _));
        Assert.Equal(0, OpenVersions(ai));
    }

    [Fact]
    public async Task Calls_of_a_trial_go_to_the_tried_version_whatever_candidates_get()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Constant(1));
        await ai.Models.StoreCandidateAsync("m", Functions.Constant(2), CandidateTraffic.Answers(1));
        float tried = 0;

        await ai.Models.StoreAsync("m", Functions.Constant(3), options: null, (model, _) =>
        {
            tried = AnswerOf(model);
            return Task.CompletedTask;
        });

        Assert.Equal((3f, 3f), (tried, AnswerOf(ai.Models["m"])));
    }

    [Fact]
    public async Task Handle_of_a_trial_ends_with_it()
    {
        await using RedisAiEngine ai = new();
        IModel? kept = null;

        await ai.Models.StoreAsync("m", Functions.Constant(1), options: null, (model, _) =>
        {
            kept = model;
            return Task.CompletedTask;
        });

        ModelNotFoundException error = Assert.Throws<ModelNotFoundException>(() => AnswerOf(kept!));
        Assert.Equal("There is no model under the key 'm': its trial has ended.", error.Message);
    }

    [Fact]
    public async Task Cancelled_trial_ends_with_the_callers_token()
    {
        await using RedisAiEngine ai = new();
        using CancellationTokenSource source = new();

        Task storing = ai.Models.StoreAsync(
            "m",
            Functions.Constant(1),
            options: null,
            async (_, token) =>
            {
                await source.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            },
            source.Token);

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storing);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal(0, OpenVersions(ai));
    }

    [Fact]
    public async Task Trial_that_does_not_look_at_its_token_is_cancelled_when_it_ends()
    {
        await using RedisAiEngine ai = new();
        using CancellationTokenSource source = new();

        Task storing = ai.Models.StoreAsync("m", Functions.Constant(1), options: null, async (_, _) => await source.CancelAsync(), source.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storing);
        Assert.False(ai.Models.TryGet("m", out _));
    }

    [Fact]
    public async Task Engine_that_closes_ends_a_trial()
    {
        RedisAiEngine ai = new();
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task storing = ai.Models.StoreAsync("m", Functions.Constant(1), options: null, async (_, token) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        await started.Task;

        await ai.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => storing);
    }

    [Fact]
    public async Task Candidate_is_tried_before_it_gets_calls()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Constant(1));

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() =>
            ai.Models.StoreCandidateAsync("m", Functions.Constant(2), CandidateTraffic.Answers(1), options: null, static (_, _) => throw new InvalidOperationException("No.")));
        float after = AnswerOf(ai.Models["m"]);
        float tried = 0;
        ModelInfo candidate = await ai.Models.StoreCandidateAsync("m", Functions.Constant(3), CandidateTraffic.Answers(1), options: null, (model, _) =>
        {
            tried = AnswerOf(model);
            return Task.CompletedTask;
        });

        Assert.Contains("its trial failed", error.Message, StringComparison.Ordinal);
        Assert.Equal((1f, 3f, 3f), (after, tried, AnswerOf(ai.Models["m"])));
        Assert.Equal(VersionRole.Candidate, candidate.Role);
    }

    private static float AnswerOf(IModel model)
    {
        using AiTensor x = Functions.Vec(0);
        using ModelResult result = model.Run([x]);
        return result.AsSpan<float>(0)[0];
    }

    private static int OpenVersions(RedisAiEngine ai) => ((RedisAi.Models.ModelRegistry)ai.Models).OpenVersions;
}
