using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>Calls of a short model by threads that have other work to do, which may be other calls.</summary>
public sealed class ExpectedCompanyTests
{
    [Fact]
    public async Task Call_by_a_thread_without_other_work_runs_at_once()
    {
        await using SimulatedModel model = await CreateAsync(callersHaveWork: false);

        Task<long[]>[] calls = [model.CallAsync(1), model.CallAsync(2)];

        Assert.All(calls, static call => Assert.True(call.IsCompletedSuccessfully));
        Assert.Equal([[1], [2]], model.Runs);
    }

    [Fact]
    public async Task Calls_that_a_thread_makes_one_after_the_other_share_a_run_when_it_has_more_to_do()
    {
        await using SimulatedModel model = await CreateAsync();

        Task<long[]>[] calls = [model.CallAsync(1), model.CallAsync(2), model.CallAsync(3)];
        int before = model.Runs.Count;
        model.Threads.RunAll();

        Assert.Equal(0, before);
        Assert.Equal([1, 2, 3], Assert.Single(model.Runs));
        Assert.Equal([[3], [5], [7]], await Task.WhenAll(calls));
    }

    [Fact]
    public async Task Calls_of_sessions_do_so_too()
    {
        await using SimulatedSessions sessions = await SimulatedSessions.CreateAsync();
        Task first = sessions.CallAsync("a", 1);
        sessions.Threads.RunAll();
        await first;
        sessions.Runs.Clear();
        sessions.Threads.CallersHaveWork = true;

        Task[] calls = [sessions.CallAsync("a", 2), sessions.CallAsync("b", 3)];
        sessions.Threads.RunAll();

        Assert.Equal(2, Assert.Single(sessions.Runs));
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task After_four_calls_without_company_the_next_ones_run_at_once_but_for_one_in_64()
    {
        await using SimulatedModel model = await CreateAsync();
        for (int i = 0; i < 4; i++)
        {
            Assert.False(await CallAloneAsync(model));
        }

        bool[] atOnce = new bool[128];
        for (int i = 0; i < atOnce.Length; i++)
        {
            atOnce[i] = await CallAloneAsync(model);
        }

        Assert.Equal(2, atOnce.Count(static call => !call));
    }

    [Fact]
    public async Task Company_that_comes_again_is_waited_for_again()
    {
        await using SimulatedModel model = await CreateAsync();
        for (int i = 0; i < 4; i++)
        {
            await CallAloneAsync(model);
        }

        int calls = 0;
        List<Task> waiting = [];
        while (waiting.Count == 0)
        {
            Assert.True(++calls <= 64, "No call tries again.");
            Task call = model.CallAsync(calls);
            if (!call.IsCompleted)
            {
                waiting.Add(call);
            }
        }

        waiting.Add(model.CallAsync(100));
        model.Threads.RunAll();
        await Task.WhenAll(waiting);

        Assert.False(await CallAloneAsync(model));
    }

    [Fact]
    public async Task Model_whose_calls_share_no_runs_waits_for_nobody()
    {
        await using SimulatedModel model = await CreateAsync(new ModelOptions { Batching = { Mode = BatchingMode.Off } });

        Assert.True(await CallAloneAsync(model));
    }

    [Fact]
    public async Task Caller_who_blocks_runs_his_call_himself()
    {
        await using SimulatedModel model = await CreateAsync();
        using AiTensor x = AiTensor.Create<long>([1, 1], [1]);

        using ModelResult result = model.Model.Run([x]);

        Assert.Equal(3, result.AsSpan<long>(0)[0]);
        Assert.Equal(0, model.Threads.Started);
    }

    private static async Task<SimulatedModel> CreateAsync(ModelOptions? options = null, bool callersHaveWork = true)
    {
        SimulatedModel model = await SimulatedModel.CreateAsync(options, runsFor: 0.1);
        model.Threads.CallersHaveWork = callersHaveWork;
        return model;
    }

    /// <summary>Makes a call that nobody joins, and tells whether it was run at once.</summary>
    private static async Task<bool> CallAloneAsync(SimulatedModel model)
    {
        Task<long[]> call = model.CallAsync(1);
        bool atOnce = call.IsCompleted;
        model.Threads.RunAll();
        await call;
        return atOnce;
    }
}
