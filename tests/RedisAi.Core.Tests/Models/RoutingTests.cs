using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>Several versions of a model at once: who gets which call, and what becomes of sessions.</summary>
public sealed class RoutingTests
{
    private static readonly ModelSignature s_signature = new(
        [Column("x"), Column("sum")],
        [Column("y"), Column("sumN")]);

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
    public async Task Session_in_mid_state_stays_on_its_version_and_a_new_one_does_not()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1), WithState());
        await SumAsync(ai, "old");

        await ai.Models.StoreAsync("m", Counter(100));

        Assert.Equal(2, await SumAsync(ai, "old"));
        Assert.Equal(100, await SumAsync(ai, "new"));
        Assert.Equal([(2, VersionRole.Serving, 1), (1, VersionRole.Old, 1)], ai.Models.ListVersions("m").Select(static info => (info.Version, info.Role, info.Sessions)));
    }

    [Fact]
    public async Task Old_version_is_closed_when_its_last_session_ends()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1), WithState());
        await SumAsync(ai, "a");
        await SumAsync(ai, "b");
        await ai.Models.StoreAsync("m", Counter(100));

        await ai.EndSessionAsync("a");
        int afterOne = ai.Models.ListVersions("m").Count;
        await ai.EndSessionAsync("b");

        Assert.Equal(2, afterOne);
        Assert.Single(ai.Models.ListVersions("m"));
        Assert.Equal(100, await SumAsync(ai, "a"));
    }

    [Fact]
    public async Task Old_version_is_closed_when_the_states_of_its_sessions_have_expired()
    {
        ManualTimeProvider time = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        await ai.Models.StoreAsync("m", Counter(1), WithState(TimeSpan.FromMinutes(1)));
        await SumAsync(ai, "a");
        await ai.Models.StoreAsync("m", Counter(100));

        time.Advance(TimeSpan.FromSeconds(59));
        int before = ai.Models.ListVersions("m").Count;
        time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(2, before);
        Assert.Single(ai.Models.ListVersions("m"));
    }

    [Fact]
    public async Task Session_whose_state_has_gone_begins_anew_on_the_new_version()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1), WithState());
        await SumAsync(ai, "a");
        await ai.Models.StoreAsync("m", Counter(100));

        ai.Tensors.Remove(ai.Models["m"].GetStateKey("a", "sum"));

        Assert.Equal(100, await SumAsync(ai, "a"));
        Assert.Single(ai.Models.ListVersions("m"));
    }

    [Fact]
    public async Task Beyond_the_number_of_old_versions_the_oldest_ones_sessions_start_anew()
    {
        await using RedisAiEngine ai = new();
        for (int version = 1; version <= 4; version++)
        {
            await ai.Models.StoreAsync("m", Counter(version), version == 1 ? WithState() : null);
            await SumAsync(ai, $"s{version}");
        }

        Assert.Equal([4, 3, 2], ai.Models.ListVersions("m").Select(static info => info.Version));
        float[] sums = [await SumAsync(ai, "s1"), await SumAsync(ai, "s2"), await SumAsync(ai, "s3"), await SumAsync(ai, "s4")];
        Assert.Equal([4, 4, 6, 8], sums);
    }

    [Fact]
    public async Task Sessions_of_a_version_that_has_to_go_are_migrated_where_there_is_a_migration()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1), WithState());
        await SumAsync(ai, "a");
        ModelOptions options = WithState();
        options.Routing.MaxOldVersions = 0;
        options.Routing.Migration = static (input, state) => AiTensor.Create<float>([1, 1], [1000 + state.AsSpan<float>()[0]]);

        await ai.Models.StoreAsync("m", Counter(10), options);

        Assert.Equal(1011, await SumAsync(ai, "a"));
        Assert.Equal(1021, await SumAsync(ai, "a"));
    }

    [Theory]
    [InlineData(SessionPromotion.Restart, 10)]
    [InlineData(SessionPromotion.Migrate, 11)]
    public async Task Sessions_go_to_the_new_version_at_once_where_it_says_so(SessionPromotion promotion, float expected)
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1), WithState());
        await SumAsync(ai, "a");
        ModelOptions options = WithState();
        options.Routing.Promotion = promotion;

        await ai.Models.StoreAsync("m", Counter(10), options);

        Assert.Equal(expected, await SumAsync(ai, "a"));
        Assert.Single(ai.Models.ListVersions("m"));
    }

    [Theory]
    [InlineData(SessionPromotion.Restart, 2, false)]
    [InlineData(SessionPromotion.Restart, 2, true)]
    [InlineData(SessionPromotion.KeepVersion, 0, false)]
    [InlineData(SessionPromotion.KeepVersion, 0, true)]
    public async Task Session_that_starts_anew_still_does_so_after_a_call_that_came_to_nothing(SessionPromotion promotion, int maxOldVersions, bool cancelled)
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1), WithState());
        await SumAsync(ai, "a");
        await SumAsync(ai, "a");
        bool fails = true;
        ModelOptions options = WithState();
        (options.Routing.Promotion, options.Routing.MaxOldVersions) = (promotion, maxOldVersions);
        await ai.Models.StoreAsync("m", Counter(10, () => fails), options);

        if (cancelled)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SumAsync(ai, "a", cancellationToken: new CancellationToken(canceled: true)));
        }
        else
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => SumAsync(ai, "a"));
        }

        fails = false;

        Assert.Equal(10, await SumAsync(ai, "a"));
        Assert.Equal(20, await SumAsync(ai, "a"));
    }

    [Fact]
    public async Task End_of_a_session_removes_the_states_of_all_versions_of_all_models()
    {
        await using RedisAiEngine ai = new();
        foreach (string key in (string[])["m", "n"])
        {
            await ai.Models.StoreAsync(key, Counter(1), WithState());
            await SumAsync(ai, "a", model: key);
            await SumAsync(ai, "b", model: key);
        }

        // A candidate that answers nobody, and a version that has taken over, name their state otherwise.
        await ai.Models.StoreCandidateAsync("m", Renamed(2), CandidateTraffic.Answers(0), WithRenamedState());
        await ai.Models.StoreAsync("n", Renamed(2), WithRenamedState());
        await SumAsync(ai, "a", model: "n");
        await SumAsync(ai, "c", model: "n");

        await ai.EndSessionAsync("a");

        Assert.Equal(["b/m/sum", "b/n/sum", "c/n/total"], ai.Tensors.Keys().Order(StringComparer.Ordinal));
        Assert.Equal(1, await SumAsync(ai, "a"));
        Assert.Equal(2, await SumAsync(ai, "a", model: "n"));
    }

    [Fact]
    public async Task Initial_state_may_be_disposed_when_the_model_is_stored_and_goes_on_to_the_next_versions()
    {
        await using RedisAiEngine ai = new();
        ModelOptions options = WithState();
        using (AiTensor seven = AiTensor.Create<float>([1, 1], [7]))
        {
            options.States[0].Initial = seven;
            await ai.Models.StoreAsync("m", Counter(1), options);
        }

        // What the application does to its options is no matter any more, either.
        options.States[0].BatchAxis = 5;
        await ai.Models.StoreAsync("m", Counter(1));
        await ai.Models.StoreAsync("m", Counter(2));
        await ai.Models.StoreCandidateAsync("m", Counter(3), CandidateTraffic.Answers(0));

        Assert.Equal(9, await SumAsync(ai, "a"));
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
    public async Task Old_version_that_is_closed_is_the_oldest_whenever_it_was_retired()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1), WithState());
        await SumAsync(ai, "s1");
        await ai.Models.StoreCandidateAsync("m", Counter(2), CandidateTraffic.Answers(1));
        await SumAsync(ai, "s2");

        // The candidate is retired before the version that served.
        await ai.Models.StoreAsync("m", Counter(3));
        await SumAsync(ai, "s3");
        await ai.Models.StoreAsync("m", Counter(4));

        Assert.Equal([4, 3, 2], ai.Models.ListVersions("m").Select(static info => info.Version));
    }

    [Fact]
    public async Task Version_that_is_closed_is_not_kept_by_sessions_that_were_on_it()
    {
        await using RedisAiEngine ai = new();
        WeakReference kept = await StoreAndCallAsync();
        ModelOptions options = WithState();
        options.Routing.MaxOldVersions = 0;
        await ai.Models.StoreAsync("m", Counter(10), options);

        await Eventually.HoldsAsync(
            () =>
            {
                GC.Collect();
                return !kept.IsAlive;
            },
            "the closed version is collected");
        Assert.Equal(10, await SumAsync(ai, "a"));

        async Task<WeakReference> StoreAndCallAsync()
        {
            object held = new();
            await ai.Models.StoreAsync("m", Counter(1, () => held is null), WithState());
            await SumAsync(ai, "a");
            return new WeakReference(held);
        }
    }

    [Fact]
    public async Task Migration_that_fails_fails_the_call_and_leaves_the_state()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1), WithState());
        await SumAsync(ai, "a");
        bool fails = true;
        ModelOptions options = WithState();
        options.Routing.Promotion = SessionPromotion.Migrate;
        options.Routing.Migration = (_, state) => fails ? throw new InvalidDataException("not now") : state;
        await ai.Models.StoreAsync("m", Counter(10), options);

        await Assert.ThrowsAsync<InvalidDataException>(() => SumAsync(ai, "a"));
        fails = false;

        Assert.Equal(11, await SumAsync(ai, "a"));
    }

    [Fact]
    public async Task Sessions_on_a_candidate_that_is_taken_back_go_on_with_the_version_that_serves()
    {
        await using RedisAiEngine ai = new();
        ModelOptions options = WithState();
        options.Routing.Migration = static (_, state) => state;
        await ai.Models.StoreAsync("m", Counter(1), options);
        await ai.Models.StoreCandidateAsync("m", Counter(10), CandidateTraffic.Answers(1));
        await SumAsync(ai, "a");

        await ai.Models.RollBackAsync("m");

        Assert.Equal(11, await SumAsync(ai, "a"));
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
        ModelInfo shadow = await ai.Models.StoreCandidateAsync("m", ModelSource.FromFunction(s_signature, static (_, _) => throw new InvalidOperationException("broken")), CandidateTraffic.Shadows());

        Assert.Equal(1, await VersionThatAnswersAsync(ai, session: null));

        await Eventually.HoldsAsync(() => ai.Models.ListVersions("m")[0].Shadow is { Failed: 1 }, "the copy has failed");
        Assert.Equal(shadow.Version, ai.Models.ListVersions("m")[0].Version);
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

    private static TensorSpec Column(string name) => new(name, TensorDataType.Float32, new ShapePattern([-1, 1]));

    private static ModelOptions WithState(TimeSpan? timeToLive = null) => new() { States = { new ModelState("sum", "sumN") { TimeToLive = timeToLive } } };

    private static long Compared(RedisAiEngine ai, int version) => ai.Models.ListVersions("m").Single(info => info.Version == version).Shadow?.Compared ?? 0;

    private static async Task<int[]> VersionsAsync(RedisAiEngine ai, int sessions)
    {
        int[] versions = new int[sessions];
        for (int i = 0; i < sessions; i++)
        {
            versions[i] = await VersionThatAnswersAsync(ai, $"user:{i}");
        }

        return versions;
    }

    /// <summary>Which version answers a call that gives all inputs: each adds its own number.</summary>
    private static async Task<int> VersionThatAnswersAsync(RedisAiEngine ai, string? session)
    {
        using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
        using AiTensor zero = AiTensor.Create<float>([1, 1], [0]);
        using ModelResult result = await ai.Models["m"].RunAsync([one, zero], new InferenceOptions { Session = session });
        return (int)result.AsSpan<float>("sumN")[0];
    }

    /// <summary>Adds 1, times the model's factor, to the state of a session.</summary>
    private static async Task<float> SumAsync(RedisAiEngine ai, string session, string model = "m", CancellationToken cancellationToken = default)
    {
        using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
        using ModelResult result = await ai.Models[model].RunAsync([one], new InferenceOptions { Session = session }, cancellationToken);
        return result.AsSpan<float>("sumN")[0];
    }

    private static ModelSource Counter(float factor, Func<bool>? fails = null) => Counter(s_signature, factor, fails);

    /// <summary>The same, of which the input of the state has another name.</summary>
    private static ModelSource Renamed(float factor) => Counter(new ModelSignature([Column("x"), Column("total")], s_signature.Outputs), factor, fails: null);

    private static ModelOptions WithRenamedState() => new() { States = { new ModelState("total", "sumN") } };

    private static ModelSource Counter(ModelSignature signature, float factor, Func<bool>? fails) => ModelSource.FromFunction(
        signature,
        (inputs, _) => fails?.Invoke() == true
            ? throw new InvalidOperationException("not now")
            : [inputs[0], AiTensor.Create<float>([1, 1], [inputs[1].AsSpan<float>()[0] + (factor * inputs[0].AsSpan<float>()[0])])]);

    /// <summary>A version that serves and two candidates with a quarter of the calls each.</summary>
    private static async Task StoreThreeAsync(RedisAiEngine ai)
    {
        await ai.Models.StoreAsync("m", Counter(1));
        await ai.Models.StoreCandidateAsync("m", Counter(2), CandidateTraffic.Answers(0.25));
        await ai.Models.StoreCandidateAsync("m", Counter(3), CandidateTraffic.Answers(0.25));
    }
}
