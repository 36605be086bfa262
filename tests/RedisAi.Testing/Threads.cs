using System.Diagnostics;

namespace RedisAi.Testing;

/// <summary>Runs real threads against each other.</summary>
public static class Threads
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_stepTime = TimeSpan.FromSeconds(2);

    /// <summary>Runs threads until the time is over or one of them fails, and throws what it failed with.</summary>
    /// <param name="duration">Of real time.</param>
    /// <param name="readers">How many threads repeat <paramref name="read"/>.</param>
    /// <param name="writers">How many threads repeat <paramref name="write"/>.</param>
    /// <param name="read">One step of a reader; its random numbers are its thread's.</param>
    /// <param name="write">One step of a writer.</param>
    /// <param name="isEnough">
    /// They go on beyond the time until this holds, since a busy machine does little in it. What does not hold after two minutes is left to
    /// the test's assertions.
    /// </param>
    public static void RunFor(TimeSpan duration, int readers, int writers, Action<Random> read, Action<Random> write, Func<bool>? isEnough = null)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(write);
        long started = Stopwatch.GetTimestamp();
        RunAll([.. Enumerable.Range(0, readers + writers).Select(number => Loop(number, number < readers ? read : write))]);

        Action<Func<bool>> Loop(int number, Action<Random> step) => failed =>
        {
            Random random = new(number);
            while (!failed() && !IsOver())
            {
                step(random);
            }
        };

        bool IsOver()
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
            return elapsed >= duration && (isEnough is null || isEnough() || elapsed >= s_longest);
        }
    }

    /// <summary>Runs an action on several threads that start together, and throws what the first to fail failed with.</summary>
    /// <param name="count">How many threads.</param>
    /// <param name="action">Gets the number of its thread, from 0.</param>
    public static void Run(int count, Action<int> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        RunAll([.. Enumerable.Range(0, count).Select(number => new Action<Func<bool>>(_ => action(number)))]);
    }

    /// <summary>Runs an action on several threads again and again, each step of which they begin together, and throws what the first to fail failed with.</summary>
    /// <param name="count">How many threads.</param>
    /// <param name="steps">How many steps at most: on a busy machine, where each waits for the other to get a processor, fewer come to pass in the time that there is.</param>
    /// <param name="action">Gets the number of its thread and that of the step, both from 0.</param>
    /// <returns>How many steps all threads have done.</returns>
    public static int RunInStep(int count, int steps, Action<int, int> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        long started = Stopwatch.GetTimestamp();
        int arrived = 0;
        int end = steps;
        RunAll([.. Enumerable.Range(0, count).Select(number => new Action<Func<bool>>(failed => Loop(number, failed)))]);
        return end;

        void Loop(int number, Func<bool> failed)
        {
            Random random = new(number);
            for (int step = 0; step < steps; step++)
            {
                if (number == 0 && Stopwatch.GetElapsedTime(started) > s_stepTime)
                {
                    // Before it is here itself, so that the others know when all are.
                    Volatile.Write(ref end, step);
                }

                Interlocked.Increment(ref arrived);
                if (!Meets(count * (step + 1), failed) || step == Volatile.Read(ref end))
                {
                    return;
                }

                // Who came last begins first, by the time that a processor needs to hear of another: so each waits a little, now less, now more.
                for (int spins = random.Next(300); spins > 0; spins--)
                {
                    Volatile.Read(ref arrived);
                }

                action(number, step);
            }
        }

        // Nobody who waits for the others gives his processor away soon, so that they are close to each other.
        bool Meets(int expected, Func<bool> failed)
        {
            for (int reads = 1; Volatile.Read(ref arrived) < expected; reads++)
            {
                if (reads % 10_000 == 0)
                {
                    if (failed())
                    {
                        return false;
                    }

                    Thread.Yield();
                }
            }

            return true;
        }
    }

    private static void RunAll(Action<Func<bool>>[] actions)
    {
        Exception? failure = null;
        using Barrier start = new(actions.Length);
        Thread[] threads = [.. actions.Select(action => new Thread(() => RunOne(action)) { IsBackground = true })];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        if (failure is not null)
        {
            throw new InvalidOperationException($"A thread failed: {failure.Message}", failure);
        }

        void RunOne(Action<Func<bool>> action)
        {
            start.SignalAndWait();
            try
            {
                action(() => Volatile.Read(ref failure) is not null);
            }
#pragma warning disable CA1031 // It is thrown again on the thread of the test.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, error, null);
            }
        }
    }
}
