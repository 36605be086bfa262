using RedisAi.Testing;
using Xunit;
using static RedisAi.Tests.Models.CountingModel;

namespace RedisAi.Tests.Models;

/// <summary>Several versions of a model at once: who gets which call, and what a shadow shows.</summary>
public sealed class RoutingTests
{
    [Fact]
    public async Task Candidate_answers_exactly_its_share_of_calls_without_a_session()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1));
        await ai.Models.StoreCandidateAsync("m", Counter(2), CandidateTraffic.Answers(0.05));

        int candidate = 0;
        for (int i = 0; i < 1000; i++)
        {
            candidate += await VersionThatAnswersAsync(ai, session: null) == 2 ? 1 : 0;
        }

        Assert.InRange(candidate, 49, 51);
    }

    [Fact]
    public async Task Session_goes_the_same_way_each_time_and_about_as_many_as_the_share_says_go_to_the_candidate()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1));
        await ai.Models.StoreCandidateAsync("m", Counter(2), CandidateTraffic.Answers(0.3));

        int[] first = await VersionsAsync(ai, sessions: 1000);
        int[] second = await VersionsAsync(ai, sessions: 1000);

        Assert.Equal(first, second);
        Assert.InRange(first.Count(static version => version == 2), 250, 350);
    }

    [Fact]
    public async Task Way_of_a_session_is_the_same_in_every_process()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1));
        await ai.Models.StoreCandidateAsync("m", Counter(2), CandidateTraffic.Answers(0.5));

        // Written down when this was made; if it changes, all sessions change sides at the next deployment.
        int[] versions = await VersionsAsync(ai, sessions: 8);
        Assert.Equal([2, 2, 2, 1, 1, 2, 2, 1], versions);
    }

    [Fact]
    public async Task Shares_of_several_candidates_add_up_and_must_not_exceed_one()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1));
        await ai.Models.StoreCandidateAsync("m", Counter(2), CandidateTraffic.Answers(0.5));
        await ai.Models.StoreCandidateAsync("m", Counter(3), CandidateTraffic.Answers(0.25));

        await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.SetTrafficAsync("m", 3, CandidateTraffic.Answers(0.75)));
        Dictionary<int, int> answers = [];
        for (int i = 0; i < 1000; i++)
        {
            int version = await VersionThatAnswersAsync(ai, session: null);
            answers[version] = answers.GetValueOrDefault(version) + 1;
        }

        Assert.InRange(answers[1], 248, 252);
        Assert.InRange(answers[2], 498, 502);
        Assert.InRange(answers[3], 248, 252);
        Assert.Equal([(3, VersionRole.Candidate, 0.25), (2, VersionRole.Candidate, 0.5), (1, VersionRole.Serving, 0.25)],
            ai.Models.ListVersions("m").Select(static info => (info.Version, info.Role, info.Share)));
    }

    [Fact]
    public async Task Traffic_that_nobody_has_chosen_is_refused_before_anything_is_loaded()
    {
        FakeBackend backend = new();
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source);

        ArgumentException stored = await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.StoreCandidateAsync("m", FakeBackend.Source, default));
        Assert.Single(backend.Sessions);
        await ai.Models.StoreCandidateAsync("m", FakeBackend.Source, CandidateTraffic.Answers(0.5));
        ArgumentException set = await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.SetTrafficAsync("m", 2, default));

        Assert.StartsWith(
            "A candidate of model 'm' answers calls or runs copies of them: give CandidateTraffic.Answers(share) or CandidateTraffic.Shadows().", stored.Message, StringComparison.Ordinal);
        Assert.Equal(stored.Message, set.Message);
        Assert.Equal([VersionRole.Candidate, VersionRole.Serving], ai.Models.ListVersions("m").Select(static info => info.Role));
    }

    [Fact]
    public async Task Candidate_for_which_there_is_no_room_is_refused_before_it_is_loaded()
    {
        FakeBackend backend = new();
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        await ai.Models.StoreCandidateAsync("m", FakeBackend.Source, CandidateTraffic.Answers(0.75));
        await ai.Models.StoreCandidateAsync("m", FakeBackend.Source, CandidateTraffic.Shadows());

        await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.StoreCandidateAsync("m", FakeBackend.Source, CandidateTraffic.Answers(0.5)));
        await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.StoreCandidateAsync("m", FakeBackend.Source, CandidateTraffic.Shadows()));

        Assert.Equal(3, backend.Sessions.Count);
    }

    [Fact]
    public async Task Promoted_version_serves_and_is_rolled_back_at_once()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1));
        ModelInfo candidate = await ai.Models.StoreCandidateAsync("m", Counter(2), CandidateTraffic.Answers(0));

        await ai.Models.PromoteAsync("m", candidate.Version);
        int promoted = await VersionThatAnswersAsync(ai, session: null);
        VersionRole[] roles = [.. ai.Models.ListVersions("m").Select(static info => info.Role)];
        bool took = await ai.Models.RollBackAsync("m");
        int back = await VersionThatAnswersAsync(ai, session: null);
        bool tookAgain = await ai.Models.RollBackAsync("m");

        Assert.Equal((2, true, 1, false), (promoted, took, back, tookAgain));
        Assert.Equal([VersionRole.Serving, VersionRole.Previous], roles);
        Assert.Single(ai.Models.ListVersions("m"));
    }

    [Fact]
    public async Task Roll_back_withdraws_candidates_first()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1));
        await ai.Models.StoreCandidateAsync("m", Counter(2), CandidateTraffic.Answers(1));

        Assert.Equal(2, await VersionThatAnswersAsync(ai, session: null));
        Assert.True(await ai.Models.RollBackAsync("m"));

        Assert.Equal(1, await VersionThatAnswersAsync(ai, session: null));
        await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.PromoteAsync("m", 2));
    }

    [Fact]
    public async Task Number_of_a_version_that_was_taken_back_is_not_given_again()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1));
        await ai.Models.StoreCandidateAsync("m", Counter(2), CandidateTraffic.Answers(1));
        await ai.Models.RollBackAsync("m");

        ModelInfo candidate = await ai.Models.StoreCandidateAsync("m", Counter(3), CandidateTraffic.Answers(1));
        await ai.Models.PromoteAsync("m", candidate.Version);
        await ai.Models.RollBackAsync("m");
        ModelInfo stored = await ai.Models.StoreAsync("m", Counter(4));

        Assert.Equal((3, 4), (candidate.Version, stored.Version));
    }

    [Fact]
    public async Task Sessions_stay_where_they_are_when_shares_are_set_to_what_they_were()
    {
        await using RedisAiEngine ai = new();
        await StoreThreeAsync(ai);
        int[] before = await VersionsAsync(ai, sessions: 300);

        await ai.Models.SetTrafficAsync("m", 2, CandidateTraffic.Answers(0.25));
        int[] afterFirst = await VersionsAsync(ai, sessions: 300);
        await ai.Models.SetTrafficAsync("m", 3, CandidateTraffic.Answers(0.25));
        int[] afterBoth = await VersionsAsync(ai, sessions: 300);

        Assert.Equal(before, afterFirst);
        Assert.Equal(before, afterBoth);
    }

    [Theory]
    [InlineData(2, 0.4)]
    [InlineData(2, 0.1)]
    [InlineData(2, 0.0)]
    [InlineData(3, 0.75)]
    [InlineData(3, 0.1)]
    public async Task Only_sessions_that_a_candidate_wins_or_loses_move_when_its_share_is_set(int candidate, double share)
    {
        await using RedisAiEngine ai = new();
        await StoreThreeAsync(ai);
        int[] before = await VersionsAsync(ai, sessions: 1000);

        await ai.Models.SetTrafficAsync("m", candidate, CandidateTraffic.Answers(share));
        int[] after = await VersionsAsync(ai, sessions: 1000);

        (int From, int To) way = share > 0.25 ? (1, candidate) : (candidate, 1);
        (int From, int To)[] moved = [.. before.Zip(after).Where(static pair => pair.First != pair.Second)];
        Assert.All(moved, pair => Assert.Equal(way, pair));
        Assert.InRange(moved.Length, (int)(1000 * Math.Abs(share - 0.25)) - 40, (int)(1000 * Math.Abs(share - 0.25)) + 40);
    }

    [Fact]
    public async Task Shadow_runs_copies_whose_answers_are_compared_and_never_returned()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1), WithState());
        ModelInfo shadow = await ai.Models.StoreCandidateAsync("m", Counter(1.5f), CandidateTraffic.Shadows());

        int calls = 0;
        await Eventually.HoldsAsync(
            () =>
            {
                // A copy that comes while another runs is dropped.
                Assert.Equal(++calls, SumAsync(ai, "a").GetAwaiter().GetResult());
                return Compared(ai, shadow.Version) >= 20;
            },
            "twenty copies have run");

        ShadowStatistics seen = ai.Models.ListVersions("m").Single(info => info.Version == shadow.Version).Shadow!;
        Assert.Equal((0, seen.Compared), (seen.Failed, seen.Differing));
        Assert.Equal(0.5, seen.LargestDifference, 5);
        Assert.Equal(calls, ai.Models.GetInfo("m").Statistics.Calls);
        await ai.Models.DeleteAsync("m");
    }

    [Fact]
    public async Task Copy_that_fails_or_has_other_outputs_disturbs_nobody()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1));
        ModelInfo shadow = await ai.Models.StoreCandidateAsync("m", ModelSource.FromFunction(Signature, static (_, _) => throw new InvalidOperationException("broken")), CandidateTraffic.Shadows());

        Assert.Equal(1, await VersionThatAnswersAsync(ai, session: null));

        await Eventually.HoldsAsync(() => ai.Models.ListVersions("m")[0].Shadow is { Failed: 1 }, "the copy has failed");
        Assert.Equal((shadow.Version, "broken"), (ai.Models.ListVersions("m")[0].Version, ai.Models.ListVersions("m")[0].Shadow!.LastError));
        await ai.Models.RollBackAsync("m");
    }

    [Fact]
    public async Task Copies_that_cannot_be_compared_are_told_why()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1));
        await ai.Models.StoreCandidateAsync("m", ModelSource.FromFunction(["x", "sum"], ["y", "sumN"], static inputs => [inputs[0], AiTensor.Scalar(1L)]), CandidateTraffic.Shadows());
        await VersionThatAnswersAsync(ai, session: null);
        await Eventually.HoldsAsync(() => ai.Models.ListVersions("m")[0].Shadow is { Failed: 1 }, "the copy has failed");
        string? otherShape = ai.Models.ListVersions("m")[0].Shadow!.LastError;
        await ai.Models.RollBackAsync("m");
        await ai.Models.StoreCandidateAsync("m", Functions.Double, CandidateTraffic.Shadows());
        await VersionThatAnswersAsync(ai, session: null);
        await Eventually.HoldsAsync(() => ai.Models.ListVersions("m")[0].Shadow is { Failed: 1 }, "the copy has failed");

        Assert.Equal("It gave (Float32[1,1], Int64[]); the answer is (Float32[1,1], Float32[1,1]).", otherShape);
        Assert.Equal("Model 'm' takes 1 input ('x'); 2 were given.", ai.Models.ListVersions("m")[0].Shadow!.LastError);
        await ai.Models.RollBackAsync("m");
    }

    [Fact]
    public async Task Candidates_end_with_the_next_version_the_model_and_the_engine()
    {
        RedisAiEngine ai = new();
        foreach (string key in (string[])["swapped", "deleted", "left"])
        {
            await ai.Models.StoreAsync(key, Counter(1));
            await ai.Models.StoreCandidateAsync(key, Counter(2), CandidateTraffic.Answers(0.5));
            await ai.Models.StoreCandidateAsync(key, Counter(3), CandidateTraffic.Shadows());
        }

        await ai.Models.StoreAsync("swapped", Counter(4));
        await ai.Models.DeleteAsync("deleted");

        Assert.Equal([4], ai.Models.ListVersions("swapped").Select(static info => info.Version));
        Assert.Throws<ModelNotFoundException>(() => ai.Models.ListVersions("deleted"));
        await ai.DisposeAsync();
    }

    [Fact]
    public async Task Misuse_is_refused()
    {
        await using RedisAiEngine ai = new();
        await Assert.ThrowsAsync<ModelNotFoundException>(() => ai.Models.StoreCandidateAsync("m", Counter(1), CandidateTraffic.Shadows()));
        await ai.Models.StoreAsync("m", Counter(1));
        await ai.Models.StoreCandidateAsync("m", Counter(1), CandidateTraffic.Shadows());

        await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.StoreCandidateAsync("m", Counter(1), CandidateTraffic.Shadows()));
        Assert.Throws<ArgumentOutOfRangeException>(() => CandidateTraffic.Answers(1.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => CandidateTraffic.Shadows(double.NaN));
        ModelOptions options = new();
        options.Routing.MaxOldVersions = -1;
        await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.StoreAsync("m", Counter(1), options));
    }
}
