using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RedisAi.MLflow.Tests.Following;

/// <summary>New versions that answer a share of the calls before they serve.</summary>
public sealed class CanaryTests
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_duration = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task New_version_serves_once_its_time_is_over_and_it_has_had_its_calls()
    {
        await using FollowerUnderTest test = await StartAsync();
        await BeginAsync(test);
        Assert.Equal([(2, VersionRole.Candidate, 1), (1, VersionRole.Serving, 0)], Roles(test));

        await test.RefreshAsync();
        Assert.Equal(VersionRole.Candidate, Roles(test)[0].Role);
        test.Time.Advance(s_duration);
        await test.RefreshAsync();
        Assert.Equal(VersionRole.Candidate, Roles(test)[0].Role);
        await AskAsync(test, 10);
        await test.RefreshAsync();

        Assert.Equal(VersionRole.Serving, test.Models.GetInfo(FollowerUnderTest.Key).Role);
        Assert.Equal(2, test.Models.GetInfo(FollowerUnderTest.Key).Version);
        Assert.Equal(HealthStatus.Healthy, (await test.HealthAsync()).Status);

        // It is the one that was good last now.
        test.Break();
        await test.StartAsync();
        Assert.Equal(2, await test.AskAsync());
    }

    [Fact]
    public async Task New_version_whose_calls_fail_is_withdrawn_at_once_and_not_tried_again()
    {
        await using FollowerUnderTest test = await StartAsync();
        test.Register(2, width: 2);
        await BeginAsync(test);
        await AskAsync(test, 10);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(test.RefreshAsync);

        Assert.Equal(
            "The canary of 'models:/times@champion (version 2)', version 2 of the engine, was withdrawn: 10 of its 10 calls failed, and 1% may.", error.Message);
        Assert.Equal([(1, VersionRole.Serving, 0)], Roles(test));
        Assert.Equal(1, await test.AskAsync());
        Assert.Equal(error.Message, (await test.HealthAsync()).Data["times.concern"]);
    }

    [Fact]
    public async Task New_version_that_the_application_does_not_accept_is_withdrawn()
    {
        await using FollowerUnderTest test = await StartAsync(accept: static (serving, candidate) => candidate.Version < serving.Version);
        await BeginAsync(test);
        await AskAsync(test, 10);
        test.Time.Advance(s_duration);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(test.RefreshAsync);

        Assert.EndsWith("was withdrawn: the application's Accept refused it.", error.Message, StringComparison.Ordinal);
        Assert.Equal([(1, VersionRole.Serving, 0)], Roles(test));
    }

    [Fact]
    public async Task Judgement_that_throws_withdraws_the_new_version()
    {
        await using FollowerUnderTest test = await StartAsync(accept: static (_, _) => throw new TimeZoneNotFoundException("Nowhere."));
        await BeginAsync(test);
        await AskAsync(test, 10);
        test.Time.Advance(s_duration);

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(test.RefreshAsync);

        Assert.Equal([(1, VersionRole.Serving, 0)], Roles(test));
        Assert.Equal("Nowhere.", (await test.HealthAsync()).Data["times.concern"]);
    }

    [Fact]
    public async Task Alias_that_moves_on_withdraws_the_canary_and_begins_the_next()
    {
        await using FollowerUnderTest test = await StartAsync();
        await BeginAsync(test);
        test.Register(3);
        test.Move(3);

        await test.RefreshAsync();

        Assert.Equal([(3, VersionRole.Candidate, 1), (1, VersionRole.Serving, 0)], Roles(test));
        Assert.Equal(3, await test.AskAsync());
    }

    [Fact]
    public async Task Alias_that_moves_back_withdraws_the_canary()
    {
        await using FollowerUnderTest test = await StartAsync();
        await BeginAsync(test);
        test.Move(1);

        await test.RefreshAsync();

        Assert.Equal([(1, VersionRole.Serving, 0)], Roles(test));
        Assert.Equal(HealthStatus.Healthy, (await test.HealthAsync()).Status);
    }

    [Fact]
    public async Task Canary_that_somebody_promotes_by_hand_serves()
    {
        await using FollowerUnderTest test = await StartAsync();
        await BeginAsync(test);
        await test.Models.PromoteAsync(FollowerUnderTest.Key, 2, TestContext.Current.CancellationToken);

        await test.RefreshAsync();

        Assert.Equal(2, await test.AskAsync());
        Assert.Equal(HealthStatus.Healthy, (await test.HealthAsync()).Status);
    }

    [Fact]
    public async Task Canary_that_somebody_takes_away_by_hand_is_not_begun_again()
    {
        await using FollowerUnderTest test = await StartAsync();
        await BeginAsync(test);
        await test.Models.RollBackAsync(FollowerUnderTest.Key, TestContext.Current.CancellationToken);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(test.RefreshAsync);

        Assert.EndsWith("was withdrawn: somebody else took it away.", error.Message, StringComparison.Ordinal);
        Assert.Equal([(1, VersionRole.Serving, 0)], Roles(test));
    }

    private static async Task<FollowerUnderTest> StartAsync(Func<ModelInfo, ModelInfo, bool>? accept = null)
    {
        FollowerUnderTest test = await FollowerUnderTest.CreateAsync();
        await test.StartAsync(s_refresh, options => options.Canary = new MlflowCanaryOptions { Share = 1, Duration = s_duration, MinCalls = 10, Accept = accept });
        return test;
    }

    /// <summary>Moves the alias to version 2, and finds that out.</summary>
    private static async Task BeginAsync(FollowerUnderTest test)
    {
        if (!test.Mlflow.Models.ContainsKey("m-2"))
        {
            test.Register(2);
        }

        test.Move(2);
        await test.RefreshAsync();
    }

    /// <summary>Makes so many calls, which all go to the canary.</summary>
    private static async Task AskAsync(FollowerUnderTest test, int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            try
            {
                await test.AskAsync();
            }
            catch (BackendException)
            {
                // What the canary is tried for.
            }
        }
    }

    private static (int Version, VersionRole Role, double Share)[] Roles(FollowerUnderTest test) =>
        [.. test.Models.ListVersions(FollowerUnderTest.Key).Select(static version => (version.Version, version.Role, version.Role == VersionRole.Candidate ? version.Share : 0))];
}
