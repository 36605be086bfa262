using FsCheck;
using FsCheck.Fluent;
using RedisAi.Batching;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Batching;

public sealed class DeadlineHeapTests
{
    [Fact]
    public void Calls_come_out_as_from_a_sorted_list_whatever_is_taken_out_in_between()
    {
        Gen<int[]> steps = Gen.Choose(0, 99).ArrayOf();
        Properties.Hold(steps, Compare, count: 500);
    }

    [Fact]
    public void Among_calls_that_are_due_at_once_the_first_goes_first()
    {
        DeadlineHeap heap = new();
        for (int i = 0; i < 20; i++)
        {
            heap.Add(new HeapCall { DueAt = 5, Number = i });
        }

        long[] order = [.. Enumerable.Range(0, 20).Select(_ => heap.TakeHead().Number)];

        Assert.Equal(Enumerable.Range(0, 20).Select(static number => (long)number), order);
    }

    private static void Compare(int[] steps)
    {
        DeadlineHeap heap = new();
        List<HeapCall> sorted = [];
        for (int i = 0; i < steps.Length; i++)
        {
            // Of three steps two add: the low digits tell when a call is due, or which one goes.
            int value = steps[i] / 3;
            if (steps[i] % 3 < 2)
            {
                HeapCall call = new() { DueAt = value, Number = i };
                heap.Add(call);
                sorted.Insert(sorted.TakeWhile(other => other.IsBefore(call)).Count(), call);
            }
            else if (sorted.Count > 0)
            {
                HeapCall call = sorted[value % sorted.Count];
                heap.Remove(call);
                sorted.Remove(call);
                Assert.Equal(-1, call.HeapPlace);
            }

            Assert.Equal(sorted.Count, heap.Count);
            Assert.Equal(sorted.Count, heap.Calls.Length);
            Assert.True(sorted.Count == 0 || ReferenceEquals(sorted[0], heap.Head));
        }

        Assert.Equal(sorted, Enumerable.Range(0, sorted.Count).Select(_ => heap.TakeHead()).ToList());
    }

    private sealed class HeapCall() : QueuedCall(null!, inputCount: 0, stateCount: 0)
    {
        public override void Execute()
        {
        }

        protected override void NoteEnd()
        {
        }
    }
}
