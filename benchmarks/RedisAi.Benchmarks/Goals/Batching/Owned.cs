namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>Whatever a row needs while it is measured; disposed together, the last first.</summary>
internal sealed class Owned : IDisposable
{
    private readonly Stack<IDisposable> _items = [];

    public T Add<T>(T item)
        where T : IDisposable
    {
        _items.Push(item);
        return item;
    }

    /// <summary>Adds a tensor of floats.</summary>
    public AiTensor Tensor(params ReadOnlySpan<long> shape) => Add(AiTensor.Create<float>(shape, static elements => elements.Fill(0.5f)));

    public void Dispose()
    {
        while (_items.TryPop(out IDisposable? item))
        {
            item.Dispose();
        }
    }
}
