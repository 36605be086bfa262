namespace RedisAi.Simulation.Model;

/// <summary>Structures that are named by numbers, so that events need no objects. A returned one keeps its content until it is rented again.</summary>
/// <typeparam name="T">What is kept.</typeparam>
internal sealed class Pool<T>
    where T : struct
{
    private readonly Stack<int> _free = new();
    private T[] _items = new T[256];
    private int _used;

    /// <summary>One of them; the reference is good until the next <see cref="Rent"/>.</summary>
    public ref T this[int id] => ref _items[id];

    public int Rent()
    {
        if (_free.TryPop(out int id))
        {
            return id;
        }

        if (_used == _items.Length)
        {
            Array.Resize(ref _items, _used * 2);
        }

        return _used++;
    }

    public void Return(int id) => _free.Push(id);
}
