using RedisAi.Testing;
using Xunit;
using static RedisAi.Tests.Models.CountingModel;

namespace RedisAi.Tests.Models;

/// <summary>Several versions of a model at once: what becomes of sessions in mid-state.</summary>
public sealed class SessionRoutingTests
{
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
    public async Task Result_tells_which_version_has_answered_and_whether_the_session_began_anew()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1), WithState());
        (int, bool) first = await StepAsync("a");
        (int, bool) second = await StepAsync("a");
        await ai.Models.StoreAsync("m", Counter(1));
        (int, bool) onItsVersion = await StepAsync("a");
        (int, bool) other = await StepAsync("b");
        ai.Tensors.Remove(ai.Models["m"].GetStateKey("b", "sum"));
        (int, bool) lost = await StepAsync("b");
        (int, bool) nobodys = await StepAsync(session: null);

        Assert.Equal([(1, true), (1, false), (1, false), (2, true), (2, true), (2, false)], [first, second, onItsVersion, other, lost, nobodys]);

        async Task<(int, bool)> StepAsync(string? session)
        {
            using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
            InferenceAttempt attempt = session is null ? await ai.Models["m"].TryRunAsync([one, one]) : await ai.Models["m"].TryRunAsync([one], new InferenceOptions { Session = session });
            using ModelResult result = attempt.Result;
            return (result.Version, result.StartedSession);
        }
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
}
