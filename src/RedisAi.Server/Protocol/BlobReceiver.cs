using RedisAi.Tensors;
using RedisAi.Tensors.Memory;

namespace RedisAi.Server.Protocol;

/// <summary>Receives a large argument into the memory of a tensor, so that the tensor needs no copy of it.</summary>
/// <remarks>
/// A length promises memory that the client need not send. While the clients' promises together stay within a bound, the whole is allocated at
/// once: untouched memory takes addresses and nothing else. Beyond that it grows fourfold as bytes arrive, which copies a third of them once.
/// </remarks>
/// <param name="memory">What its memory is taken from.</param>
/// <param name="ahead">The bytes that clients may have promised together and not sent.</param>
internal sealed class BlobReceiver(ClientMemory memory, MemoryBudget ahead)
{
    /// <summary>From so many bytes on an argument is received so: below, the copy costs less than the further system call.</summary>
    public const int Threshold = 16 << 10;

    private const int Growth = 4;

    private TensorValue _value;
    private Memory<byte> _view;
    private int _length;
    private int _filled;
    private bool _isPromised;

    /// <summary>Whether an argument is being received.</summary>
    public bool IsActive => _length > 0;

    /// <summary>The bytes that have not come yet.</summary>
    public int Missing => _length - _filled;

    /// <summary>What it has taken of the budget so far; the caller gives it back when the command was answered.</summary>
    public long Charged { get; private set; }

    /// <summary>Where the next bytes go; empty when clients may take no more memory.</summary>
    /// <exception cref="OutOfMemoryException">The process has no more; nothing has changed.</exception>
    public Memory<byte> Room() => _filled < _view.Length || TryGrow() ? _view[_filled..] : default;

    /// <summary>Begins with an argument.</summary>
    /// <param name="length">Its length: at least <see cref="Threshold"/>.</param>
    public void Start(int length)
    {
        _length = length;
        _filled = 0;
        _isPromised = ahead.TryTake(length);
    }

    public void Received(int bytes)
    {
        _filled += bytes;
        if (Missing == 0)
        {
            Fulfil();
        }
    }

    /// <summary>Hands over the argument, all of which has come.</summary>
    /// <param name="charged">What has to be given back to the budget when it is not needed any more.</param>
    public TensorValue Take(out long charged)
    {
        TensorValue value = _value;
        charged = Charged;
        Reset();
        return value;
    }

    /// <summary>Drops what has come.</summary>
    public void Abandon()
    {
        if (!_value.IsEmpty)
        {
            _value.Release();
        }

        memory.Give(Charged);
        Fulfil();
        Reset();
    }

    private bool TryGrow()
    {
        int capacity = _isPromised ? _length : (int)Math.Min(_length, Math.Max(Threshold, (long)_view.Length * Growth));
        if (!memory.TryTake(capacity))
        {
            return false;
        }

        (TensorValue value, Memory<byte> view) = Allocate(capacity);
        if (!_value.IsEmpty)
        {
            _view.CopyTo(view);
            _value.Release();
        }

        memory.Give(Charged);
        Charged = capacity;
        (_value, _view) = (value, view);
        return true;
    }

    /// <summary>Gets the memory that was taken of the budget, or gives it back.</summary>
    private (TensorValue Value, Memory<byte> View) Allocate(int capacity)
    {
        try
        {
            TensorValue value = TensorValue.Allocate(TensorDataType.UInt8, TensorShape.Create(capacity));
            return (value, new BufferMemory(value, 0, capacity).Memory);
        }
        catch (OutOfMemoryException)
        {
            memory.Give(capacity);
            throw;
        }
    }

    private void Fulfil()
    {
        if (_isPromised)
        {
            ahead.Give(_length);
            _isPromised = false;
        }
    }

    private void Reset()
    {
        (_value, _view) = (default, default);
        (_length, _filled, Charged) = (0, 0, 0);
    }
}
