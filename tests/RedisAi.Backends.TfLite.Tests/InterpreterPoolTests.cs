using RedisAi.Backends.TfLite.Interop;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>The interpreters that wait for a run: how many, and which.</summary>
public sealed class InterpreterPoolTests
{
    [Fact]
    public async Task Of_more_than_may_wait_the_one_that_has_waited_longest_goes()
    {
        using TfLiteSession session = await LoadAsync(kept: 2);
        InterpreterPool pool = session.Pool;
        Interpreter[] rented = [Rent(pool, 1), Rent(pool, 2), Rent(pool, 3)];
        long alive = TfLiteHandle.Alive;

        pool.Return(rented[1]);
        pool.Return(rented[0]);
        pool.Return(rented[2]);

        Assert.Equal(2, pool.Count);
        Assert.Equal(alive - 1, TfLiteHandle.Alive);
        Assert.Same(rented[0], RentAndReturn(pool, 1));
        Assert.Same(rented[2], RentAndReturn(pool, 3));
        Assert.NotSame(rented[1], RentAndReturn(pool, 2));
    }

    [Fact]
    public async Task None_waits_where_none_may()
    {
        using TfLiteSession session = await LoadAsync(kept: 0);
        long alive = TfLiteHandle.Alive;
        Assert.Equal(0, session.Pool.Count);

        Interpreter rented = Rent(session.Pool, 1);
        Assert.Equal(alive + 1, TfLiteHandle.Alive);
        session.Pool.Return(rented);

        Assert.Equal(0, session.Pool.Count);
        Assert.Equal(alive, TfLiteHandle.Alive);
    }

    [Fact]
    public async Task Interpreter_that_comes_back_after_the_end_goes_at_once()
    {
        long before = TfLiteHandle.Alive;
        TfLiteSession session = await LoadAsync(kept: 2);
        Interpreter rented = Rent(session.Pool, 5);
        session.Dispose();

        session.Pool.Return(rented);

        Assert.Equal(0, session.Pool.Count);
        Assert.Equal(before, TfLiteHandle.Alive);
    }

    private static Task<TfLiteSession> LoadAsync(int kept) => TfLiteModels.SessionAsync("digits", new ModelOptions().ConfigureTfLite(tflite => tflite.KeptInterpreters = kept));

    private static Interpreter Rent(InterpreterPool pool, int rows)
    {
        using AiTensor x = TfLiteModels.Filled(1, rows, 8, 8, 1);
        return pool.Rent([x.Borrow()]);
    }

    private static Interpreter RentAndReturn(InterpreterPool pool, int rows)
    {
        Interpreter rented = Rent(pool, rows);
        pool.Return(rented);
        return rented;
    }
}
