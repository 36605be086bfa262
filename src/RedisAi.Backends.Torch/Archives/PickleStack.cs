namespace RedisAi.Backends.Torch.Archives;

/// <summary>The stack of a pickle's machine, with the marks in it; what is not there is an error, which libtorch does not look for.</summary>
/// <remarks>Integers are <see cref="long"/>, texts <see cref="string"/>; tuples, names and storages have types of their own, and everything else is null.</remarks>
internal sealed class PickleStack
{
    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = new();

    public void Push(object? value) => _values.Add(value);

    public object? Peek() => _values[Require(1)];

    public object? Pop()
    {
        int last = Require(1);
        object? value = _values[last];
        _values.RemoveAt(last);
        return value;
    }

    /// <summary>Takes the topmost values, in the order in which they were put there.</summary>
    public object?[] Pop(int count) => PopFrom(Require(count));

    public void Mark() => _marks.Push(_values.Count);

    /// <summary>Takes what is above the last mark, and the mark.</summary>
    /// <param name="below">How many values must be there below the mark.</param>
    public object?[] PopMark(int below)
    {
        if (!_marks.TryPop(out int mark) || mark > _values.Count || mark < below)
        {
            throw new InvalidDataException("a mark is missing");
        }

        return PopFrom(mark);
    }

    private object?[] PopFrom(int start)
    {
        object?[] values = [.. _values[start..]];
        _values.RemoveRange(start, values.Length);
        return values;
    }

    /// <summary>The place of the first of so many values on top.</summary>
    private int Require(int count) =>
        _values.Count >= count ? _values.Count - count : throw new InvalidDataException($"{count} values are needed where there are {_values.Count}");
}
