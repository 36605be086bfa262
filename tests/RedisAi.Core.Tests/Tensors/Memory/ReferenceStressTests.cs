using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Memory;

public sealed class ReferenceStressTests
{
    private const int Elements = 200;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(1.5);

    [Fact]
    public void Reader_of_a_tensor_that_others_dispose_gets_its_data_or_is_refused()
    {
        Cell[] cells = [.. Enumerable.Range(0, 4).Select(static id => new Cell(id))];
        int lastId = cells.Length;
        long read = 0;
        long refused = 0;

        Threads.RunFor(s_duration, readers: 3, writers: 2, Read, Replace);

        Assert.True(read > 0, "Nothing was read.");
        Assert.True(refused > 0, "No reader ever met a disposed tensor, so nothing was tested.");
        Array.ForEach(cells, static cell => cell.Tensor.Dispose());

        void Read(Random random)
        {
            Cell cell = Volatile.Read(ref cells[random.Next(cells.Length)]);
            try
            {
                using AiTensor mine = random.Next(2) == 0 ? cell.Tensor.Share() : cell.Tensor.Slice(10, 100);
                int wrong = mine.AsSpan<int>().IndexOfAnyExcept(cell.Id);
                Assert.True(wrong < 0, $"Element {wrong} of tensor {cell.Id} is another tensor's.");
                Interlocked.Increment(ref read);
            }
            catch (ObjectDisposedException)
            {
                Interlocked.Increment(ref refused);
            }
        }

        void Replace(Random random)
        {
            Cell next = new(Interlocked.Increment(ref lastId));
            Interlocked.Exchange(ref cells[random.Next(cells.Length)], next).Tensor.Dispose();
        }
    }

    [Fact]
    public void Tensor_disposed_by_two_threads_at_once_is_released_once()
    {
        const int Steps = 50_000;
        AiTensor[] tensors = [.. Enumerable.Range(0, Steps).Select(static _ => AiTensor.Create<int>([1]))];
        AiTensor[] kept = [.. tensors.Select(static tensor => tensor.Share())];

        int steps = Threads.RunInStep(2, Steps, (_, step) => tensors[step].Dispose());

        Assert.True(steps > 100, $"The threads met {steps} times.");
        for (int step = 0; step < Steps; step++)
        {
            // A second release would be that of the handle that is kept, which could not be shared any more.
            kept[step].Share().Dispose();
            kept[step].Dispose();
            tensors[step].Dispose();
        }
    }

    private sealed class Cell(int id)
    {
        public int Id => id;

        public AiTensor Tensor { get; } = AiTensor.Create<int, int>([Elements], id, static (span, value) => span.Fill(value));
    }
}
