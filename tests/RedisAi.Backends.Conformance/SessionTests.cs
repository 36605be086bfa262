using RedisAi.Backends;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>What every backend's loaded models must do: run, on many threads, on any memory, and own nothing that they gave away.</summary>
/// <typeparam name="TBackend">The backend under test.</typeparam>
public abstract class SessionTests<TBackend> : ConformanceTests<TBackend>
    where TBackend : BackendUnderTest, new()
{
    [Fact]
    public async Task Run_gives_the_right_answer_again_and_again()
    {
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend);
        using IModelExecution execution = session.CreateExecution();
        for (int i = 0; i < 500; i++)
        {
            using AiTensor left = Numbers(i);
            using AiTensor right = Numbers(-3 * i);

            using AiTensor sum = SumRun.Execute(execution, left, right);

            SumRun.AssertIsSum(left, right, sum.AsSpan<float>());
            Assert.Equal([SumLength], sum.Shape.Dimensions.ToArray());
        }
    }

    [Fact]
    public async Task Same_tensor_is_both_inputs()
    {
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend);
        using IModelExecution execution = session.CreateExecution();
        using AiTensor both = Numbers(5);

        using AiTensor sum = SumRun.Execute(execution, both, both);

        SumRun.AssertIsSum(both, both, sum.AsSpan<float>());
    }

    [Fact]
    public async Task Inputs_that_are_views_are_read_where_they_begin()
    {
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend);
        using IModelExecution execution = session.CreateExecution();
        using AiTensor numbers = AiTensor.Create<float>([100], [.. Enumerable.Range(0, 100).Select(static i => i * 1.5f)]);
        for (int offset = 0; offset + SumLength + 7 <= 100; offset++)
        {
            // Neighbouring offsets: no two of them can both be 64-byte aligned, and all share one buffer, which may know a native object.
            using AiTensor left = numbers.Slice(offset, SumLength);
            using AiTensor right = numbers.Slice(offset + 7, SumLength);

            using AiTensor sum = SumRun.Execute(execution, left, right);

            SumRun.AssertIsSum(left, right, sum.AsSpan<float>());
        }
    }

    [Fact]
    public async Task Whole_tensor_and_views_of_it_are_told_apart()
    {
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend);
        using IModelExecution execution = session.CreateExecution();
        using AiTensor rows = AiTensor.Create<float>([3, SumLength], [.. Enumerable.Range(0, 3 * SumLength).Select(static i => (float)i)]);
        using AiTensor first = rows.Slice(0, 1);
        using AiTensor last = rows.Slice(2, 1);
        using AiTensor flatFirst = first.Reshape([SumLength]);
        using AiTensor flatLast = last.Reshape([SumLength]);
        using AiTensor whole = Numbers(7);
        using AiTensor wholeAgain = whole.Reshape([SumLength]);
        for (int round = 0; round < 3; round++)
        {
            using AiTensor ofRows = SumRun.Execute(execution, flatFirst, flatLast);
            using AiTensor ofWhole = SumRun.Execute(execution, whole, wholeAgain);

            SumRun.AssertIsSum(flatFirst, flatLast, ofRows.AsSpan<float>());
            SumRun.AssertIsSum(whole, wholeAgain, ofWhole.AsSpan<float>());
        }
    }

    [Fact]
    public async Task Wrapped_memory_is_read_and_left_alone_afterwards()
    {
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend);
        using IModelExecution execution = session.CreateExecution();
        float[] memory = [.. Enumerable.Range(0, 100).Select(static i => (float)i)];
        int released = 0;
        AiTensor left = AiTensor.Wrap<float>([SumLength], memory.AsMemory(3), () => released++);
        using AiTensor right = Numbers(0);

        using (AiTensor sum = SumRun.Execute(execution, left, right))
        {
            SumRun.AssertIsSum(left, right, sum.AsSpan<float>());
        }

        left.Dispose();
        Assert.Equal(1, released);
    }

    [Fact]
    public async Task Memory_that_is_used_again_shows_its_new_contents()
    {
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend);
        using IModelExecution execution = session.CreateExecution();
        using AiTensor zero = AiTensor.Create<float>([SumLength], static span => span.Clear());
        for (int i = 0; i < 200; i++)
        {
            // The pool hands out the same memory, with other sizes of the same class in between.
            using (AiTensor shorter = AiTensor.Create<float>([SumLength - 1], static span => span.Fill(-1)))
            {
                Assert.Equal(-1, shorter.AsSpan<float>()[0]);
            }

            using AiTensor left = Numbers(i);
            using AiTensor sum = SumRun.Execute(execution, left, zero);
            SumRun.AssertIsSum(left, zero, sum.AsSpan<float>());
        }
    }

    [Fact]
    public async Task Inputs_are_not_changed()
    {
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend);
        using IModelExecution execution = session.CreateExecution();
        using AiTensor left = Numbers(1);
        using AiTensor right = Numbers(100);
        (float[] leftBefore, float[] rightBefore) = (left.ToArray<float>(), right.ToArray<float>());

        using AiTensor sum = SumRun.Execute(execution, left, right);

        Assert.Equal(leftBefore, left.ToArray<float>());
        Assert.Equal(rightBefore, right.ToArray<float>());
    }

    [Fact]
    public async Task Outputs_survive_later_runs_and_the_end_of_the_session_and_of_the_backend()
    {
        IBackend backend = Subject.CreateBackend();
        IModelSession session = await LoadSumAsync(backend);
        IModelExecution execution = session.CreateExecution();
        using AiTensor left = Numbers(1);
        using AiTensor right = Numbers(100);
        List<AiTensor> sums = [];
        for (int i = 0; i < 20; i++)
        {
            sums.Add(SumRun.Execute(execution, left, right));
        }

        execution.Dispose();
        session.Dispose();
        backend.Dispose();

        Assert.All(sums, sum => SumRun.AssertIsSum(left, right, sum.AsSpan<float>()));
        DisposeAll(sums);
    }

    [Fact]
    public async Task Output_of_a_run_is_the_input_of_the_next()
    {
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend);
        using IModelExecution execution = session.CreateExecution();
        using AiTensor step = AiTensor.Create<float>([SumLength], static span => span.Fill(1));
        AiTensor total = AiTensor.Create<float>([SumLength], static span => span.Clear());

        for (int i = 0; i < 100; i++)
        {
            AiTensor next = SumRun.Execute(execution, total, step);
            total.Dispose();
            total = next;
        }

        Assert.True(total.AsSpan<float>().IndexOfAnyExcept(100f) < 0);
        total.Dispose();
    }

    [Fact]
    public async Task Many_threads_run_one_session_at_once()
    {
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend);

        Threads.Run(4, thread =>
        {
            using IModelExecution execution = session.CreateExecution();
            for (int i = 0; i < 500; i++)
            {
                using AiTensor left = Numbers(thread * 1000);
                using AiTensor right = Numbers(i);
                using AiTensor sum = SumRun.Execute(execution, left, right);
                SumRun.AssertIsSum(left, right, sum.AsSpan<float>());
            }
        });
    }

    [Fact]
    public async Task Many_threads_share_one_input()
    {
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend);
        for (int round = 0; round < 50; round++)
        {
            // Fresh in each round: whatever a backend keeps beside a tensor is made by several threads at once.
            using AiTensor shared = Numbers(round);

            Threads.Run(3, thread =>
            {
                using IModelExecution execution = session.CreateExecution();
                using AiTensor right = Numbers(thread);
                using AiTensor sum = SumRun.Execute(execution, shared, right);
                SumRun.AssertIsSum(shared, right, sum.AsSpan<float>());
            });
        }
    }

    [Fact]
    public async Task Cancellation_that_is_forgotten_before_a_run_does_not_touch_it()
    {
        using IBackend backend = Subject.CreateBackend();
        using IModelSession session = await LoadSumAsync(backend);
        using IModelExecution execution = session.CreateExecution();
        using AiTensor left = Numbers(1);
        using AiTensor right = Numbers(100);
        for (int i = 0; i < 10; i++)
        {
            execution.Cancel();
            execution.ResetCancel();

            using AiTensor sum = SumRun.Execute(execution, left, right);

            SumRun.AssertIsSum(left, right, sum.AsSpan<float>());
        }
    }
}
